/** Cells of the table of nodes that need more than a value. */
import type { Node } from '@trainyard/contracts/node';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useNow } from '../../../live/connection.ts';
import { budgets } from '../../../live/freshness.ts';
import type { HeatStore } from '../../../live/heat-store.ts';
import { isGlyphState } from '../../../ui/glyph.tsx';
import { Tag } from '../../../ui/tag.tsx';
import { useFormat } from '../../../ui/use-format.ts';
import { useTexts } from '../../../ui/use-texts.ts';
import { useNodeValues } from './node-cell-row.tsx';
import css from './nodes.module.css';
import { useJobAddress } from './use-job-address.ts';

/** The word of a state whose sign stands beside the name. A state of a newer server is said as it is. */
export function NodeState({ state }: { state: string }) {
  const { t } = useTranslation('ui');
  return isGlyphState(state) ? <span className={css[state]}>{t(`state.${state}`)}</span> : state;
}

/** Why a node is as it is: unusable, silent, or to leave. */
export function NodeReason({ node }: { node: Node }) {
  const { t } = useTranslation('clusters');
  const { sayReason } = useTexts();
  const leaves = node.intent === 'remove' && node.state !== 'leaving' ? [t('nodes.toLeave')] : [];
  const cordoned =
    !node.schedulable &&
    node.drain === null &&
    node.health === 'ok' &&
    node.state !== 'leaving' &&
    node.state !== 'unusable';
  const said = [
    ...(node.reason === null || (node.reclaimTime !== null && node.reason.code === 'nodeGivenNotice')
      ? []
      : [sayReason(node.reason)]),
    ...leaves,
    ...(cordoned && leaves.length === 0 ? [t('scheduling.node.cordoned')] : []),
  ].join(' · ');
  const bad = node.health !== 'ok' || node.state === 'unusable';
  return (
    <>
      {node.reclaimTime !== null && <Reclaimed at={Date.parse(node.reclaimTime)} />}
      {node.drain !== null && node.state !== 'leaving' && <Drained node={node} drain={node.drain} />}
      <span className={bad ? css.bad : ''} title={said}>
        {said}
      </span>
    </>
  );
}

/** A node that was given notice: when it goes, counted down. */
function Reclaimed({ at }: { at: number }) {
  const { t } = useTranslation('clusters');
  const format = useFormat();
  const left = Math.floor((at - useNow()) / 1_000) * 1_000;
  const words =
    left > 0
      ? t('scheduling.node.reclaimed', { at: format.clock(at), left: format.duration(left) })
      : t('scheduling.node.reclaimedNow');
  return <span className={css.stale}>{words}</span>;
}

/** A node that is drained: by whom, and when what still runs on it is stopped, counted down. */
function Drained({ node, drain }: { node: Node; drain: NonNullable<Node['drain']> }) {
  const { t } = useTranslation('clusters');
  const format = useFormat();
  const now = useNow();
  const at = drain.deadline === null ? null : Date.parse(drain.deadline);
  const left = at === null ? 0 : Math.floor((at - now) / 1_000) * 1_000;
  const { by } = drain;
  let words: string;
  if (node.jobs.length === 0) words = t('scheduling.node.drained', { by });
  else if (at === null) words = t('scheduling.node.drains', { by });
  else if (left <= 0) words = t('scheduling.node.drainsNow', { by });
  else words = t('scheduling.node.drainsAt', { by, at: format.clock(at), left: format.duration(left) });
  return <span className={node.jobs.length === 0 ? css.quiet : css.stale}>{words}</span>;
}

/** Labels of a node, its cluster's among them. */
export function NodeLabels({ labels }: Pick<Node, 'labels'>) {
  return (
    <span className={css.labels}>
      {Object.entries(labels).map(([name, value]) => (
        <Tag key={name}>
          <bdi>{value === '' ? name : `${name}=${value}`}</bdi>
        </Tag>
      ))}
    </span>
  );
}

export function NodeBusy(props: { node: Node; gpusEach: number; store: HeatStore | null }) {
  const { t } = useTranslation('ui');
  const format = useFormat();
  const values = useNodeValues(props, 'use');
  if (values.length === 0) return <span className={css.quiet}>{t('na')}</span>;
  return format.percent(Math.round(values.reduce((sum, value) => sum + value, 0) / values.length));
}

/** Watts of all GPUs of a node. */
export function NodePower(props: { node: Node; gpusEach: number; store: HeatStore | null }) {
  const { t } = useTranslation('ui');
  const format = useFormat();
  const values = useNodeValues(props, 'power');
  if (values.length === 0) return <span className={css.quiet}>{t('na')}</span>;
  return format.quantity(Math.round(values.reduce((sum, value) => sum + value, 0)), 'W');
}

/** Above this a GPU is close to slowing itself down. */
const hotCelsius = 85;

/** The hottest GPU of a node. */
export function NodeHottest(props: { node: Node; gpusEach: number; store: HeatStore | null }) {
  const { t } = useTranslation('ui');
  const format = useFormat();
  const values = useNodeValues(props, 'temperature');
  if (values.length === 0) return <span className={css.quiet}>{t('na')}</span>;
  const most = Math.max(...values);
  return <span className={most >= hotCelsius ? css.stale : ''}>{format.quantity(most, '°C')}</span>;
}

/** Jobs that hold something of a node, each a link to its page. */
export function NodeJobs({ node }: { node: Node }) {
  const { t } = useTranslation('ui');
  const address = useJobAddress(node.workspace);
  return (
    <span className={css.jobs}>
      {node.jobs.map((job) => {
        const to = address(job.uid);
        const name = job.name ?? t('heat.foreign');
        return to === undefined ? (
          <bdi key={job.uid}>{name}</bdi>
        ) : (
          <Link key={job.uid} to={to} className={css.job}>
            <bdi>{name}</bdi>
          </Link>
        );
      })}
    </span>
  );
}

/** How old the newest sample of a node is; past its budget it is said in amber. */
export function SampleAge({ node, store }: { node: Node; store: HeatStore | null }) {
  const { t } = useTranslation('ui');
  const format = useFormat();
  const now = useNow();
  const at = store?.heardAt(node.uid) ?? 0;
  if (at === 0) return <span className={css.quiet}>{t('na')}</span>;
  const age = Math.max(0, Math.round((now - at) / 1_000)) * 1_000;
  return <span className={age > 2 * budgets.node ? css.stale : ''}>{format.duration(age)}</span>;
}
