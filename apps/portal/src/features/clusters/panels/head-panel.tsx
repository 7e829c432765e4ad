import type { Cluster } from '@trainyard/contracts/cluster';
import type { Node } from '@trainyard/contracts/node';
import { Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import { readWhole } from '../../../ui/form/read-whole.ts';
import { Glyph } from '../../../ui/glyph.tsx';
import { later } from '../../../ui/later.ts';
import { RefusableButton } from '../../../ui/refusable-button.tsx';
import { sentence } from '../../../ui/sentence.ts';
import { SimTag } from '../../../ui/sim-tag.tsx';
import { Tag } from '../../../ui/tag.tsx';
import { useFormat } from '../../../ui/use-format.ts';
import { useTexts } from '../../../ui/use-texts.ts';
import css from '../cluster.module.css';
import { gpuSum } from '../facts.ts';
import { ownErrors } from '../setup/unusable.ts';
import type { ClusterJobs } from '../use-cluster-jobs.ts';
import { useSayCluster } from '../use-say-cluster.ts';

const DeleteDialog = later('DeleteDialog', () => import('../dialogs/delete-dialog.tsx'));
const SchedulingDialog = later('SchedulingDialog', () => import('../dialogs/scheduling-dialog.tsx'));
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
  const format = useFormat();
  const [search, setSearch] = useSearchParams();
  // A lever of a waiting job leads here with the size that would start it.
  const asked = search.get('resize');
  const [open, setOpen] = useState<'resize' | 'scheduling' | 'delete' | null>(asked === null ? null : 'resize');
  const deleting = cluster.provisioningState === 'deleting';
  const resizing = deleting ? undefined : say.resizing(cluster);
  const close = () => {
    setOpen(null);
    if (asked !== null) setSearch(without('resize'), { replace: true });
  };
  const { price } = cluster;
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
        {price !== null && (
          <span>{t('scheduling.price.nodeHour', { price: format.money(price.perNodeHour, price.currency) })}</span>
        )}
      </p>
      {cluster.targetReason !== null && !deleting && (
        <p className={css.reason}>{t('page.target', { why: sayReason(cluster.targetReason) })}</p>
      )}
      {deleting && (
        <p className={css.reason} role="status">
          {t('page.deleting')}
        </p>
      )}
      {ownErrors(cluster).map((error) => (
        <p key={`${error.code} ${JSON.stringify(error.params)}`} className={css.error} role="alert">
          {sayReason(error)}
        </p>
      ))}
      {cluster.scalingHindrance !== null && !deleting && <Hindrance why={cluster.scalingHindrance} />}
      <Notes cluster={cluster} />
      <div className={css.actions}>
        <Act
          may={cluster.can.update === true}
          off={deleting}
          onClick={() => setOpen('scheduling')}
          label={t('scheduling.open')}
        />
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
        {open === 'resize' && (
          <ResizeDialog cluster={cluster} nodes={nodes} asked={readWhole(asked ?? '')} onClose={close} />
        )}
        {open === 'scheduling' && <SchedulingDialog cluster={cluster} onClose={close} />}
        {open === 'delete' && <DeleteDialog cluster={cluster} nodes={nodes} jobs={jobs} onClose={close} />}
      </Suspense>
    </header>
  );
}

const without = (name: string) => (before: URLSearchParams) => {
  const after = new URLSearchParams(before);
  after.delete(name);
  return after;
};

/** Not a trouble: the cluster does what it should, and says why it is not smaller or larger. */
const expected: ReadonlySet<string> = new Set(['scaleKeepsIdle', 'scaleNotForLimits', 'scaleAtMaximum']);

/** What is in the way of growing or shrinking; a warning only where somebody may have to act. */
function Hindrance({ why }: { why: NonNullable<Cluster['scalingHindrance']> }) {
  const { t } = useTranslation('clusters');
  const { sayReason } = useTexts();
  const words = sentence(sayReason(why));
  if (expected.has(why.code)) return <p className={css.reason}>{words}</p>;
  return (
    <p className={css.hindrance} role="status" aria-label={t('scheduling.hindrance')}>
      <Glyph state="warning" named={false} />
      {words}
    </p>
  );
}

/** What becomes of settings that its nodes do not take as they are written. */
function Notes({ cluster: { notes } }: Pick<HeadPanelProps, 'cluster'>) {
  const { t } = useTranslation('clusters');
  const { sayReason } = useTexts();
  if (notes.length === 0) return null;
  return (
    <details className={css.notes}>
      <summary>{t('page.notes', { count: notes.length })}</summary>
      <ul>
        {notes.map((note) => (
          <li key={`${note.code} ${JSON.stringify(note.params)}`}>{sentence(sayReason(note))}</li>
        ))}
      </ul>
    </details>
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
