import type { Attempt } from '@trainyard/contracts/attempt';
import { Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { useNow } from '../../../live/connection.ts';
import { soon } from '../../../ui/later.ts';
import { Readout, Readouts } from '../../../ui/readouts.tsx';
import { useFormat } from '../../../ui/use-format.ts';
import { instant, isOver } from '../job-facts.ts';
import { ShardsReadout } from '../shards/shards-readout.tsx';
import { PlaceReadout, StartReadouts } from '../waiting/start-readouts.tsx';
import type { PanelProps } from './panel.ts';

const RunReadouts = soon('RunReadouts', () => import('./run-readouts.tsx'));

/** The values to know at a glance: how far, how fast, until when. */
export function ReadoutsPanel(props: PanelProps) {
  const { t } = useTranslation('jobs');
  const begun = props.attempts.length > 0;
  const over = isOver(props.job);
  const queued = props.job.executionState === 'queued';
  const { shards } = props.job;
  const onGpus = props.attempts.at(-1)?.tasks.some(({ gpuIds }) => gpuIds.length > 0) ?? false;
  return (
    <Readouts label={t('page.readouts.label')}>
      {!begun && <WaitsReadout {...props} />}
      {queued && <StartReadouts job={props.job} />}
      {queued && <PlaceReadout job={props.job} />}
      {shards !== null && <ShardsReadout shards={shards} />}
      {!begun && <NeedsReadout {...props} />}
      {begun && shards === null && (
        <Suspense fallback={<RunBones count={queued ? 2 : over ? 3 : onGpus ? 6 : 5} />}>
          <RunReadouts {...props} />
        </Suspense>
      )}
      {begun && <RunningReadout {...props} />}
      {begun && shards === null && (over || queued) && <AttemptReadout {...props} />}
    </Readouts>
  );
}

/** As many as will come, with nothing in them: the others stay where they are. */
function RunBones({ count }: { count: number }) {
  const nothing = '\u00a0';
  return Array.from({ length: count }, (_, at) => at).map((at) => (
    <Readout key={at} wide={at === 0} label={nothing} value={nothing} />
  ));
}

function WaitsReadout({ job }: PanelProps) {
  const { t } = useTranslation(['jobs', 'ui']);
  const format = useFormat();
  const now = useNow();
  const from = instant(job.creationTime);
  const to = instant(job.executionInfo.endTime);
  const label = t(to === null ? 'jobs:page.readouts.waits' : 'jobs:page.readouts.waited');
  if (from === null) return <Readout label={label} value={t('ui:na')} />;
  const note =
    to === null
      ? t('jobs:page.readouts.since', { at: format.clock(from) })
      : t('jobs:page.readouts.until', { from: format.clock(from), to: format.clock(to) });
  return (
    <Readout label={label} value={format.duration(whole((to ?? now) - from))}>
      {note}
    </Readout>
  );
}

function NeedsReadout({ job }: PanelProps) {
  const { t } = useTranslation('jobs');
  const format = useFormat();
  const { cluster, nodeCount } = job;
  return (
    <Readout
      label={t('page.readouts.needs')}
      value={format.count(nodeCount)}
      unit={t('page.readouts.nodesUnit', { count: nodeCount })}
    >
      {cluster === null ? t('page.head.noCluster') : t('page.readouts.onCluster', { cluster: cluster.name })}
    </Readout>
  );
}

/** Whole seconds: what counts up stands still in between. */
const whole = (ms: number): number => Math.floor(Math.max(0, ms) / 1_000) * 1_000;

/** How long processes ran in all attempts together, ms. */
function ranFor(attempts: readonly Attempt[], now: number): number | null {
  let sum: number | null = null;
  for (const { phaseTimes } of attempts) {
    const { running, stopping, ended } = phaseTimes;
    if (running !== undefined) sum = (sum ?? 0) + Math.max(0, (ended ?? stopping ?? now) - running);
  }
  return sum;
}

function RunningReadout({ job, attempts }: PanelProps) {
  const { t } = useTranslation(['jobs', 'ui']);
  const format = useFormat();
  const now = useNow();
  // One that waits again does not run either.
  const over = isOver(job) || job.executionState === 'queued';
  // While it runs the attempt under way counts; once it is over, all work that was done.
  const ran = ranFor(over ? attempts : attempts.slice(-1), now);
  const from = instant(job.executionInfo.startTime);
  const to = instant(job.executionInfo.endTime);
  const note = (): string => {
    if (from === null) return t('jobs:page.readouts.notStarted');
    const total = ranFor(attempts, now);
    const restarted = attempts.length > 1 && total !== null;
    const count = attempts.length;
    if (to === null) {
      const since = t('jobs:page.readouts.since', { at: format.clock(from) });
      return restarted
        ? `${since}, ${t('jobs:page.readouts.inAll', { total: format.duration(whole(total)), count })}`
        : since;
    }
    if (restarted) return t('jobs:page.readouts.inAttempts', { count });
    return t('jobs:page.readouts.until', { from: format.clock(from), to: format.clock(to) });
  };
  return (
    <Readout
      label={t(over ? 'jobs:page.readouts.ran' : 'jobs:page.readouts.runs')}
      value={ran === null ? t('ui:na') : format.duration(over ? ran : whole(ran))}
    >
      {note()}
    </Readout>
  );
}

function AttemptReadout({ job, attempts }: PanelProps) {
  const { t } = useTranslation('jobs');
  const format = useFormat();
  const last = attempts.at(-1);
  if (last === undefined) return null;
  const before = attempts.at(-2);
  const rule = job.restart as { onFailure: number } | undefined;
  const failures = attempts.filter(({ outcome }) => outcome === 'failed').length;
  const left = isOver(job) ? 0 : Math.max(0, (rule?.onFailure ?? 0) - failures);
  const outcome = before?.outcome ?? null;
  const note =
    before !== undefined && outcome !== null
      ? t('page.readouts.restarts', { number: String(before.number), outcome: t(`page.outcome.${outcome}`) })
      : left > 0
        ? t('page.readouts.restartsLeft', { count: left })
        : t('page.readouts.firstAttempt');
  return (
    <Readout label={t('page.readouts.attempt')} value={format.count(last.number)}>
      {note}
    </Readout>
  );
}
