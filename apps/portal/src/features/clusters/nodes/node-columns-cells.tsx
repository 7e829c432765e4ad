/** Cells of the table of nodes that need more than a value. */
import { Button } from '@mui/material';
import type { Node } from '@trainyard/contracts/node';
import { type MouseEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useNow } from '../../../live/connection.ts';
import { budgets } from '../../../live/freshness.ts';
import type { SeriesStore } from '../../../live/series-store.ts';
import { isGlyphState } from '../../../ui/glyph.tsx';
import { Tag } from '../../../ui/tag.tsx';
import { useFormat } from '../../../ui/use-format.ts';
import { useTexts } from '../../../ui/use-texts.ts';
import { DeclareLostDialog } from '../dialogs/declare-lost-dialog.tsx';
import { mayBeDeclaredLost } from '../facts.ts';
import { useNodeBusy } from './node-cell-row.tsx';
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
  const cordoned = !node.schedulable && node.health === 'ok' && node.state !== 'leaving' && node.state !== 'unusable';
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

export function NodeBusy(props: { node: Node; gpusEach: number; store: SeriesStore | null }) {
  const { t } = useTranslation('ui');
  const format = useFormat();
  const busy = useNodeBusy(props);
  return busy === null ? <span className={css.quiet}>{t('na')}</span> : format.percent(busy);
}

/** Jobs that hold something of a node, each a link to its page. */
export function NodeJobs({ node }: { node: Node }) {
  const address = useJobAddress(node.workspace);
  return (
    <span className={css.jobs}>
      {node.jobs.map((job) => {
        const to = address(job.uid);
        return to === undefined ? (
          <bdi key={job.uid}>{job.name}</bdi>
        ) : (
          <Link key={job.uid} to={to} className={css.job}>
            <bdi>{job.name}</bdi>
          </Link>
        );
      })}
    </span>
  );
}

/** How old the newest sample of a node is; past its budget it is said in amber. */
export function SampleAge({ node, store }: { node: Node; store: SeriesStore | null }) {
  const { t } = useTranslation('ui');
  const format = useFormat();
  const now = useNow();
  const at = store?.latest('cpu.utilisation', 'host', node.uid)?.at;
  if (at === undefined) return <span className={css.quiet}>{t('na')}</span>;
  const age = Math.max(0, Math.round((now - at) / 1_000)) * 1_000;
  return <span className={age > 2 * budgets.node ? css.stale : ''}>{format.duration(age)}</span>;
}

/** Stands at the finding: a silent node may be given up. */
export function DeclareLost({ node }: { node: Node }) {
  const { t } = useTranslation('clusters');
  const [open, setOpen] = useState(false);
  const may = mayBeDeclaredLost(node);
  const show = (event: MouseEvent) => {
    event.stopPropagation();
    setOpen(true);
  };
  return (
    <>
      {may && (
        <Button className={css.small ?? ''} onClick={show}>
          {t('lost.open')}
        </Button>
      )}
      {/* Stays when the node comes back meanwhile: what the server says to it then is shown. */}
      {open && <DeclareLostDialog node={node} onClose={() => setOpen(false)} />}
    </>
  );
}
