/** The fleet in figures. Renewed each second while the page is seen, since what they sum is. */
import type { Activity } from '@trainyard/contracts/activity';
import type { Cluster } from '@trainyard/contracts/cluster';
import { useTranslation } from 'react-i18next';
import { useNow } from '../../live/connection.ts';
import { Glyph } from '../../ui/glyph.tsx';
import { Readout, Readouts } from '../../ui/readouts.tsx';
import { SimTag } from '../../ui/sim-tag.tsx';
import { useFormat } from '../../ui/use-format.ts';
import { countStates, type FleetSum } from './fleet-sums.ts';
import css from './readout-strip.module.css';

export interface JobFigures {
  /** Words: exact up to a page, then "100+". */
  running: string;
  runningNodes: number;
  waiting: string;
  /** Submission of the job that waits longest, ms; null when none does or the list has more pages. */
  oldest: number | null;
  /** When the next of them is expected to start, server's ms; infinite when nobody can say. */
  next: number;
  /** Waiting jobs that cannot start as things stand. */
  stuck: number;
}

interface ReadoutStripProps {
  clusters: readonly Cluster[];
  sum: () => FleetSum;
  jobs: JobFigures;
  /** The last day; undefined until it is known. */
  activity: Activity | undefined;
}

export function ReadoutStrip({ clusters, sum, jobs, activity }: ReadoutStripProps) {
  const { t } = useTranslation('overview');
  const { count, minute } = useFormat();
  useNow();
  const fleet = sum();
  return (
    <Readouts label={t('strip.label')}>
      <Allocated fleet={fleet} />
      <Busy fleet={fleet} />
      <Nodes clusters={clusters} />
      <Readout label={t('strip.running')} value={jobs.running}>
        {jobs.runningNodes > 0 && t('strip.onNodes', { count: jobs.runningNodes })}
      </Readout>
      <Readout
        label={t('strip.waiting')}
        value={jobs.waiting}
        unit={jobs.oldest !== null && <Oldest since={jobs.oldest} />}
      >
        {jobs.waiting === count(0)
          ? t('strip.none')
          : jobs.stuck > 0
            ? t('strip.stuck', { count: jobs.stuck })
            : Number.isFinite(jobs.next) && t('strip.next', { at: minute(jobs.next) })}
      </Readout>
      {(fleet.power.real ?? fleet.power.simulated) && <PowerReadout {...fleet.power} hottest={fleet.hottest} />}
      <Cost activity={activity} clusters={clusters} />
    </Readouts>
  );
}

function Allocated({ fleet }: { fleet: FleetSum }) {
  const { t } = useTranslation('overview');
  const { count } = useFormat();
  const share = (part: number) => `${fleet.total === 0 ? 0 : (100 * part) / fleet.total}%`;
  const working = fleet.busy === null ? 0 : (fleet.allocated * fleet.busy) / 100;
  return (
    <Readout
      label={
        <>
          {fleet.unit === 'gpu' ? t('strip.gpus') : t('strip.nodesHeld')} {fleet.simulated > 0 && <SimTag />}
        </>
      }
      value={count(fleet.allocated)}
      unit={t('strip.of', { total: count(fleet.total) })}
    >
      <span className={css.bar} aria-hidden="true">
        <i className={css.busy} style={{ width: share(working) }} />
        <i className={css.held} style={{ width: share(fleet.allocated - working) }} />
      </span>
    </Readout>
  );
}

function Busy({ fleet }: { fleet: FleetSum }) {
  const { t } = useTranslation(['overview', 'ui']);
  const { count } = useFormat();
  const counts = { idle: count(fleet.idle), free: count(fleet.free) };
  return (
    <Readout
      label={
        <>
          {t('strip.busy')} {fleet.busy !== null && fleet.simulated > 0 && <SimTag />}
        </>
      }
      value={fleet.busy === null ? <span className={css.na}>{t('ui:na')}</span> : count(Math.round(fleet.busy))}
      unit={fleet.busy !== null && '%'}
    >
      {fleet.allocated === 0 ? t('strip.nothingHeld', counts) : t('strip.idleFree', counts)}
    </Readout>
  );
}

const shown = ['running', 'idle', 'preparing', 'leaving', 'unusable'] as const;

/** Nodes by state as signs with their count; a state that no node is in is left out. */
export function StateCounts({ clusters }: { clusters: readonly Pick<Cluster, 'nodeStateCounts'>[] }) {
  const { count } = useFormat();
  const states = countStates(clusters);
  return shown
    .filter((state) => states[state] > 0)
    .map((state) => (
      <span key={state} className={css.state}>
        <Glyph state={state} size={9} />
        {count(states[state])}
      </span>
    ));
}

function Nodes({ clusters }: { clusters: readonly Cluster[] }) {
  const { t } = useTranslation('overview');
  const { count } = useFormat();
  const nodes = clusters.reduce((sum, { currentNodeCount }) => sum + currentNodeCount, 0);
  return (
    <Readout label={t('strip.nodes')} value={count(nodes)} unit={t('strip.inClusters', { count: clusters.length })}>
      <StateCounts clusters={clusters} />
    </Readout>
  );
}

function Oldest({ since }: { since: number }) {
  const { t } = useTranslation('overview');
  const format = useFormat();
  const now = useNow();
  return t('strip.oldest', { age: format.duration(Math.max(0, now - since)) });
}

/** Real and simulated watts are never added up. */
function PowerReadout({ real, simulated, hottest }: FleetSum['power'] & Pick<FleetSum, 'hottest'>) {
  const { t } = useTranslation('overview');
  const { quantity } = useFormat();
  const power = real ?? simulated;
  if (power === null) return null;
  const kilo = power.watts >= 1_000;
  const [value, unit] = quantity(kilo ? power.watts / 1_000 : power.watts, kilo ? 'kW' : 'W').split('\u00a0');
  return (
    <Readout
      label={
        <>
          {t('strip.power')} {real === null && <SimTag />}
        </>
      }
      value={value}
      unit={unit}
    >
      {real && simulated
        ? t('strip.andSimulated')
        : hottest
          ? t('strip.hottest', { celsius: quantity(hottest.celsius, '°C'), node: hottest.node, gpu: hottest.gpu })
          : t('strip.powerOf', { count: power.count })}
    </Readout>
  );
}

/** What nodes cost since midnight, and cost an hour now; n/a where no cluster has a price. */
function Cost({ activity, clusters }: Pick<ReadoutStripProps, 'activity' | 'clusters'>) {
  const { t } = useTranslation(['overview', 'ui']);
  const { money } = useFormat();
  const [first, ...others] = activity?.spent ?? [];
  if (first === undefined) {
    return (
      <Readout label={t('strip.cost')} value={<span className={css.na}>{t('ui:na')}</span>}>
        {activity !== undefined && t('strip.noPrice')}
      </Readout>
    );
  }
  const hour = clusters.reduce(
    (sum, { price, currentNodeCount: nodes }) =>
      sum + (price?.currency === first.currency ? price.perNodeHour * nodes : 0),
    0,
  );
  const rest = others.map(({ amount, currency }) => money(amount, currency));
  return (
    <Readout label={t('strip.cost')} value={money(first.amount, first.currency)}>
      {[...rest, t('strip.perHour', { price: money(hour, first.currency) })].join(' · ')}
    </Readout>
  );
}
