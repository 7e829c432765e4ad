/** What an operator may do with a node: label it, keep new work off it, have it taken back. */
import { useMutation } from '@tanstack/react-query';
import type { Cluster } from '@trainyard/contracts/cluster';
import { parseDuration } from '@trainyard/contracts/durations';
import type { Node, NodeUpdate } from '@trainyard/contracts/node';
import { SquareTerminal } from 'lucide-react';
import { Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { addresses } from '../../../app/addresses.ts';
import { client } from '../../../live/client.ts';
import { KeyValueRows, type Row } from '../../../ui/form/rows.tsx';
import { later } from '../../../ui/later.ts';
import { LinkButton } from '../../../ui/link-button.tsx';
import { RefusableButton } from '../../../ui/refusable-button.tsx';
import { useToast } from '../../../ui/toasts.tsx';
import { useErrorWords } from '../../../ui/use-error-words.ts';
import { useFormat } from '../../../ui/use-format.ts';
import { FormDialog } from '../dialogs/form-dialog.tsx';
import { JobsOnNodes } from '../dialogs/job-names.tsx';
import { ownLabels } from '../facts.ts';
import css from './nodes.module.css';

const DrainDialog = later('DrainDialog', () => import('./drain-dialog.tsx'));

/** What the server assumes where a cluster says nothing of notice. */
const assumedNoticeMs = 30_000;

interface NodeActsProps {
  node: Node;
  cluster: Cluster;
}

const paramsOf = ({ workspace, cluster, uid }: Node) => ({ workspace, name: cluster, node: uid });

export function NodeActs({ node, cluster }: NodeActsProps) {
  const { t } = useTranslation(['clusters', 'scheduling']);
  const words = useErrorWords();
  const toast = useToast();
  const [open, setOpen] = useState<'drain' | 'labels' | 'reclaim' | null>(null);
  const close = () => setOpen(null);
  const refused = node.can.operate === true ? undefined : t('page.mayNot');
  const cordon = useMutation({
    mutationFn: (body: NodeUpdate) => client.call('updateNode', { params: paramsOf(node), body }),
    onError: (error) => toast(words(error)),
  });
  const leaves = node.intent === 'remove' || node.state === 'leaving';
  if (leaves) return null;
  const silent = node.health === 'silent' ? t('nodes.noTerminal') : undefined;
  return (
    <div className={css.acts}>
      <TerminalLink node={node} refused={refused ?? silent} />
      <RefusableButton refused={refused} onClick={() => cordon.mutate({ schedulable: !node.schedulable })}>
        {t(node.schedulable ? 'scheduling:node.cordon' : 'scheduling:node.uncordon')}
      </RefusableButton>
      <RefusableButton refused={refused} onClick={() => setOpen('drain')}>
        {t(node.drain === null ? 'scheduling:drain.open' : 'scheduling:drain.change')}
      </RefusableButton>
      <RefusableButton refused={refused} onClick={() => setOpen('labels')}>
        {t('scheduling:node.editLabels')}
      </RefusableButton>
      {cluster.vmPriority === 'lowpriority' && node.reclaimTime === null && (
        <RefusableButton refused={refused} color="error" onClick={() => setOpen('reclaim')}>
          {t('scheduling:node.reclaim')}
        </RefusableButton>
      )}
      {open === 'drain' && (
        <Suspense>
          <DrainDialog node={node} onClose={close} />
        </Suspense>
      )}
      {open === 'labels' && <LabelsDialog node={node} cluster={cluster} onClose={close} />}
      {open === 'reclaim' && <ReclaimDialog node={node} cluster={cluster} onClose={close} />}
    </div>
  );
}

/** A shell on the node, on a page of its own. */
function TerminalLink({ node, refused }: { node: Node; refused: string | undefined }) {
  const { t } = useTranslation(['clusters', 'scheduling']);
  const icon = <SquareTerminal size={14} strokeWidth={1.5} aria-hidden />;
  if (refused !== undefined) {
    return (
      <RefusableButton refused={refused} startIcon={icon}>
        {t('nodes.terminal')}
      </RefusableButton>
    );
  }
  return (
    <LinkButton to={addresses.nodeTerminal(node.workspace, node.cluster, node.name)} startIcon={icon}>
      {t('nodes.terminal')}
    </LinkButton>
  );
}

interface NodeDialogProps extends NodeActsProps {
  onClose: () => void;
}

function LabelsDialog({ node, cluster, onClose }: NodeDialogProps) {
  const { t } = useTranslation(['clusters', 'scheduling']);
  const words = useErrorWords();
  const [rows, setRows] = useState<Row[]>(() =>
    Object.entries(ownLabels(node, cluster)).map(([name, value]) => ({ name, value })),
  );
  const update = useMutation({
    mutationFn: () => {
      const labels = Object.fromEntries(rows.filter(({ name }) => name !== '').map(({ name, value }) => [name, value]));
      return client.call('updateNode', { params: paramsOf(node), body: { labels } });
    },
    onSuccess: onClose,
  });
  return (
    <FormDialog
      title={t('scheduling:node.labelsTitle', { name: node.name })}
      verb={t('scheduling:node.labelsVerb')}
      pending={update.isPending}
      fault={update.error === null ? undefined : words(update.error)}
      onSubmit={() => update.mutate()}
      onClose={onClose}
    >
      <KeyValueRows
        label={t('scheduling:node.labels')}
        hint={t('scheduling:node.labelsHint')}
        add={t('scheduling:node.addLabel')}
        rows={rows}
        onChange={setRows}
      />
    </FormDialog>
  );
}

function ReclaimDialog({ node, cluster, onClose }: NodeDialogProps) {
  const { t } = useTranslation(['clusters', 'scheduling']);
  const words = useErrorWords();
  const format = useFormat();
  const reclaim = useMutation({
    mutationFn: () => client.call('reclaimNode', { params: paramsOf(node) }),
    onSuccess: onClose,
  });
  const noticeMs = parseDuration(cluster.lowPriority?.notice ?? '') ?? assumedNoticeMs;
  return (
    <FormDialog
      title={t('scheduling:node.reclaimTitle', { name: node.name })}
      verb={t('scheduling:node.reclaimVerb')}
      danger
      pending={reclaim.isPending}
      fault={reclaim.error === null ? undefined : words(reclaim.error)}
      onSubmit={() => reclaim.mutate()}
      onClose={onClose}
    >
      <p>{t('scheduling:node.reclaimText', { notice: format.duration(noticeMs) })}</p>
      <JobsOnNodes nodes={[node]} none={t('scheduling:node.reclaimNoJob')} some={t('scheduling:node.reclaimJobs')} />
    </FormDialog>
  );
}
