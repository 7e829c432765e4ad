import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { Cluster } from '@trainyard/contracts/cluster';
import { formatDuration } from '@trainyard/contracts/durations';
import { Fault } from '@trainyard/contracts/errors';
import type { Node } from '@trainyard/contracts/node';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { client } from '../../../live/client.ts';
import { keys } from '../../../live/keys.ts';
import { writeAnswer } from '../../../live/write-answer.ts';
import { readWhole } from '../../../ui/form/read-whole.ts';
import { useErrorWords } from '../../../ui/use-error-words.ts';
import { useFormat } from '../../../ui/use-format.ts';
import { emptyDraft, type Scaling } from '../design/draft.ts';
import { faultsOf } from '../design/faults.ts';
import { ScalingFields } from '../design/scaling-fields.tsx';
import { useFaultWords } from '../design/use-create-cluster.ts';
import { scaleOf } from '../facts.ts';
import css from './dialogs.module.css';
import { FormDialog } from './form-dialog.tsx';
import { JobNames, jobNames } from './job-names.tsx';

/** The scaling of a cluster as the form takes it; the other way to scale begins where this one is. `asked`: a size to begin with. */
function typedScaling(cluster: Cluster, asked: number | undefined): Scaling {
  const scaling = scalingNow(cluster);
  if (asked === undefined) return scaling;
  const size = String(asked);
  return scaling.kind === 'fixed' ? { ...scaling, count: size } : { ...scaling, most: size };
}

function scalingNow(cluster: Cluster): Scaling {
  const scale = scaleOf(cluster);
  const now = String(cluster.targetNodeCount);
  if (scale.kind === 'fixed') {
    return { ...emptyDraft.scaling, count: now, onShrink: scale.onShrink, most: String(Math.max(1, scale.count)) };
  }
  const { initialNodeCount = 0 } =
    (cluster.scaleSettings as { autoScale?: { initialNodeCount?: number } }).autoScale ?? {};
  return {
    ...emptyDraft.scaling,
    kind: 'auto',
    count: now,
    least: String(scale.least),
    most: String(scale.most),
    start: String(initialNodeCount),
    idle: scale.idleMs === undefined ? '' : formatDuration(scale.idleMs),
  };
}

interface ResizeDialogProps {
  cluster: Cluster;
  nodes: readonly Node[];
  /** The number of nodes to begin with; undefined: as it is. */
  asked?: number | undefined;
  onClose: () => void;
}

/** Gives a cluster another size or another way to scale, and says beforehand what that does to its jobs. */
export function ResizeDialog({ cluster, nodes, asked, onClose }: ResizeDialogProps) {
  const { t } = useTranslation('clusters');
  const words = useErrorWords();
  const say = useFaultWords();
  const queries = useQueryClient();
  const [scaling, setScaling] = useState(() => typedScaling(cluster, asked));
  const resize = useMutation({
    mutationFn: async () => {
      const { checkedScaling } = await import('../design/check.ts');
      const body = checkedScaling(scaling);
      return client.call('updateCluster', { params: { workspace: cluster.workspace, name: cluster.name }, body });
    },
    onSuccess: (changed) => {
      writeAnswer<Cluster[]>(queries, keys.clusters(cluster.workspace), (list) =>
        list.map((one) => (one.uid === changed.uid && one.revision < changed.revision ? changed : one)),
      );
      onClose();
    },
  });
  const said =
    resize.error instanceof Fault
      ? faultsOf(resize.error, { ...emptyDraft, scaling }, say(resize.error))
      : { fields: {}, other: resize.error === null ? [] : [words(resize.error)] };
  return (
    <FormDialog
      title={t('resize.title', { name: cluster.name })}
      verb={t('resize.verb')}
      pending={resize.isPending}
      fault={said.other[0]}
      onSubmit={() => resize.mutate()}
      onClose={onClose}
    >
      <ScalingFields
        value={scaling}
        onChange={(next) => {
          setScaling(next);
          resize.reset();
        }}
        faults={said.fields}
        atStart={false}
      />
      <Effect cluster={cluster} nodes={nodes} scaling={scaling} />
    </FormDialog>
  );
}

/** What the typed size does to nodes and jobs. */
function Effect({ cluster, nodes, scaling }: Omit<ResizeDialogProps, 'onClose'> & { scaling: Scaling }) {
  const { t } = useTranslation('clusters');
  const format = useFormat();
  const names = jobNames(nodes);
  const kept = nodes.filter(({ intent }) => intent === 'keep');
  const target = readWhole(scaling.kind === 'fixed' ? scaling.count : scaling.most);
  if (target === undefined) return null;
  const fewer = kept.length - target;
  if (fewer <= 0) {
    const more = scaling.kind === 'fixed' ? -fewer : 0;
    const text =
      more > 0 ? t('resize.grows', { count: more }) : t(scaling.kind === 'fixed' ? 'resize.same' : 'resize.follows');
    return <p className={css.effect}>{text}</p>;
  }
  const free = kept.filter(({ jobs }) => jobs.length === 0).length;
  return (
    <div className={css.effect} role="status">
      <p>{t('resize.shrinks', { count: fewer, free: format.count(free) })}</p>
      {names.length > 0 && fewer > free && (
        <p>
          {t('resize.runs')} <JobNames names={names} />
          {'. '}
          {t(scaling.kind === 'fixed' ? `shrink.${scaling.onShrink}.rest` : 'shrink.waitforjobcompletion.rest')}
        </p>
      )}
      {names.length > 0 && fewer <= free && <p>{t('resize.noJob')}</p>}
      {cluster.vmPriority === 'lowpriority' && <p>{t('priority.lowpriority.means')}</p>}
    </div>
  );
}
