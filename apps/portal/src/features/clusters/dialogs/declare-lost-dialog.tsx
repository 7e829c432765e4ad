import { useMutation } from '@tanstack/react-query';
import type { Node } from '@trainyard/contracts/node';
import { useTranslation } from 'react-i18next';
import { client } from '../../../live/client.ts';
import { useErrorWords } from '../../../ui/use-error-words.ts';
import { FormDialog } from './form-dialog.tsx';
import { JobsOnNodes } from './job-names.tsx';

/** Gives a silent node up after saying what that means for its jobs. */
export function DeclareLostDialog({ node, onClose }: { node: Node; onClose: () => void }) {
  const { t } = useTranslation('clusters');
  const words = useErrorWords();
  const declare = useMutation({
    mutationFn: () =>
      client.call('declareNodeLost', { params: { workspace: node.workspace, name: node.cluster, node: node.uid } }),
    onSuccess: onClose,
  });
  return (
    <FormDialog
      title={t('lost.title', { name: node.name })}
      verb={t('lost.verb')}
      danger
      pending={declare.isPending}
      fault={declare.error === null ? undefined : words(declare.error)}
      onSubmit={() => declare.mutate()}
      onClose={onClose}
    >
      <p>{t('lost.means')}</p>
      <JobsOnNodes nodes={[node]} none={t('lost.noJob')} some={t('lost.jobs')} />
    </FormDialog>
  );
}
