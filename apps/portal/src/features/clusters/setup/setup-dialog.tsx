import { useMutation } from '@tanstack/react-query';
import type { Cluster, ClusterCreate } from '@trainyard/contracts/cluster';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { client } from '../../../live/client.ts';
import { TextInput } from '../../../ui/form/text-input.tsx';
import { useErrorWords } from '../../../ui/use-error-words.ts';
import { FormDialog } from '../dialogs/form-dialog.tsx';

type NodeSetup = NonNullable<ClusterCreate['nodeSetup']>;

/** Changes what sets up the nodes of a cluster; each runs it before it takes new work. */
export function SetupDialog({ cluster, onClose }: { cluster: Cluster; onClose: () => void }) {
  const { t } = useTranslation('clusters');
  const words = useErrorWords();
  const before = (cluster.nodeSetup ?? {}) as NodeSetup;
  const [commandLine, setCommandLine] = useState(before.setupTask?.commandLine ?? '');
  const change = useMutation({
    mutationFn: () => {
      const { setupTask: _task, ...others } = before;
      const empty = commandLine.trim() === '';
      const kept = Object.keys(others).length > 0 ? others : null;
      const nodeSetup = empty ? kept : { ...others, setupTask: { ...before.setupTask, commandLine } };
      return client.call('updateCluster', {
        params: { workspace: cluster.workspace, name: cluster.name },
        body: { nodeSetup },
      });
    },
    onSuccess: onClose,
  });
  return (
    <FormDialog
      title={t('setup.changeTitle', { name: cluster.name })}
      verb={t('setup.changeVerb')}
      pending={change.isPending}
      fault={change.error === null ? undefined : words(change.error)}
      onSubmit={() => change.mutate()}
      onClose={onClose}
    >
      <TextInput
        label={t('setup.command')}
        hint={t('setup.changeHint')}
        mono
        rows={5}
        autoFocus
        value={commandLine}
        onChange={setCommandLine}
      />
    </FormDialog>
  );
}
