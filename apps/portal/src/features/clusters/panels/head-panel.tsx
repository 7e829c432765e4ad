import type { Cluster } from '@trainyard/contracts/cluster';
import type { Node } from '@trainyard/contracts/node';
import { Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { later } from '../../../ui/later.ts';
import { RefusableButton } from '../../../ui/refusable-button.tsx';
import { SimTag } from '../../../ui/sim-tag.tsx';
import { Tag } from '../../../ui/tag.tsx';
import { useTexts } from '../../../ui/use-texts.ts';
import css from '../cluster.module.css';
import { gpuSum } from '../facts.ts';
import type { ClusterJobs } from '../use-cluster-jobs.ts';
import { useSayCluster } from '../use-say-cluster.ts';

const DeleteDialog = later('DeleteDialog', () => import('../dialogs/delete-dialog.tsx'));
const ResizeDialog = later('ResizeDialog', () => import('../dialogs/resize-dialog.tsx'));

interface HeadPanelProps {
  cluster: Cluster;
  nodes: readonly Node[];
  jobs: ClusterJobs;
}

/** Name, what kind of cluster it is, why it has the size it has, and what can be done with it. */
export function HeadPanel({ cluster, nodes, jobs }: HeadPanelProps) {
  const { t } = useTranslation('clusters');
  const say = useSayCluster();
  const { sayReason } = useTexts();
  const [open, setOpen] = useState<'resize' | 'delete' | null>(null);
  const deleting = cluster.provisioningState === 'deleting';
  const resizing = deleting ? undefined : say.resizing(cluster);
  const close = () => setOpen(null);
  return (
    <header className={css.head}>
      <div className={css.titleLine}>
        <h1>
          <bdi>{cluster.name}</bdi>
        </h1>
        {deleting && <Tag>{t('beingDeleted')}</Tag>}
        {resizing !== undefined && <Tag accent>{resizing}</Tag>}
        {cluster.vmPriority === 'lowpriority' && <Tag>{t('list.lowPriority')}</Tag>}
        {gpuSum(nodes).simulated > 0 && <SimTag />}
      </div>
      <p className={css.facts}>
        <span>{cluster.vmSize}</span>
        <span>{say.size(cluster.vmSize)}</span>
        <span>{t('page.provisioner', { kind: cluster.provisioner.kind })}</span>
        <span>{say.scaling(cluster)}</span>
      </p>
      {cluster.targetReason !== null && !deleting && (
        <p className={css.reason}>{t('page.target', { why: sayReason(cluster.targetReason) })}</p>
      )}
      {deleting && (
        <p className={css.reason} role="status">
          {t('page.deleting')}
        </p>
      )}
      {cluster.errors.map((error) => (
        <p key={`${error.code} ${JSON.stringify(error.params)}`} className={css.error} role="alert">
          {sayReason(error)}
        </p>
      ))}
      <div className={css.actions}>
        <Act
          may={cluster.can.update === true}
          off={deleting}
          onClick={() => setOpen('resize')}
          label={t('resize.open')}
        />
        <Act
          may={cluster.can.delete === true}
          off={deleting}
          onClick={() => setOpen('delete')}
          label={t('delete.open')}
          danger
        />
      </div>
      <Suspense>
        {open === 'resize' && <ResizeDialog cluster={cluster} nodes={nodes} onClose={close} />}
        {open === 'delete' && <DeleteDialog cluster={cluster} nodes={nodes} jobs={jobs} onClose={close} />}
      </Suspense>
    </header>
  );
}

interface ActProps {
  may: boolean;
  /** True while the cluster goes away. */
  off: boolean;
  label: string;
  danger?: boolean;
  onClick: () => void;
}

function Act({ may, off, label, danger = false, onClick }: ActProps) {
  const { t } = useTranslation('clusters');
  const refused = off ? t('beingDeleted') : may ? undefined : t('page.mayNot');
  return (
    <RefusableButton refused={refused} onClick={onClick} {...(danger ? { color: 'error' as const } : {})}>
      {label}
    </RefusableButton>
  );
}
