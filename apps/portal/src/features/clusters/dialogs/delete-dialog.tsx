import { useMutation } from '@tanstack/react-query';
import type { Cluster } from '@trainyard/contracts/cluster';
import type { Node } from '@trainyard/contracts/node';
import { useTranslation } from 'react-i18next';
import { client } from '../../../live/client.ts';
import { useErrorWords } from '../../../ui/use-error-words.ts';
import type { ClusterJobs } from '../use-cluster-jobs.ts';
import { FormDialog } from './form-dialog.tsx';
import { JobsOnNodes } from './job-names.tsx';

interface DeleteDialogProps {
  cluster: Cluster;
  nodes: readonly Node[];
  jobs: ClusterJobs;
  onClose: () => void;
}

/** Deletes a cluster after saying what stops and what stays. */
export function DeleteDialog({ cluster, nodes, jobs, onClose }: DeleteDialogProps) {
  const { t } = useTranslation('clusters');
  const words = useErrorWords();
  const { workspace, name } = cluster;
  const remove = useMutation({
    mutationFn: () => client.call('deleteCluster', { params: { workspace, name } }),
    onSuccess: onClose,
  });
  return (
    <FormDialog
      title={t('delete.title', { name })}
      verb={t('delete.verb')}
      danger
      pending={remove.isPending}
      fault={remove.error === null ? undefined : words(remove.error)}
      onSubmit={() => remove.mutate()}
      onClose={onClose}
    >
      <p>{t('delete.nodes', { count: cluster.currentNodeCount })}</p>
      <JobsOnNodes nodes={nodes} none={t('delete.nothingRuns')} some={t('delete.stops')} />
      {jobs.waiting.length > 0 && <p>{t('delete.waits', { count: jobs.waiting.length })}</p>}
      <p>{t('delete.stay')}</p>
    </FormDialog>
  );
}
