/** How jobs fare: of those that run what the server finds now, of others what is kept with them. */
import { Fault } from '@trainyard/contracts/errors';
import type { Job } from '@trainyard/contracts/job';
import { sayReason } from '@trainyard/contracts/reasons';
import type { JobVitals, Progress, RecordedVitals } from '@trainyard/contracts/vitals';
import type { Context } from '../context.ts';
import { localTime } from '../output/local-time.ts';
import type { Column } from '../output/table.ts';

/** What is known of a job, by its uid. */
export type Fares = ReadonlyMap<string, Pick<RecordedVitals, 'progress' | 'finding'>>;

const runs = ({ executionState }: Job): boolean => executionState === 'running' || executionState === 'terminating';

/** Asks only where a job runs. Of an array the shard of which something is found counts. */
export async function faresOf(context: Context, workspace: string, jobs: readonly Job[]): Promise<Fares> {
  const fares = new Map<string, Pick<RecordedVitals, 'progress' | 'finding'>>();
  for (const job of jobs) if (!runs(job) && job.vitals != null) fares.set(job.uid, withoutEnd(job.vitals));
  const running = new Set(jobs.filter(runs).map(({ uid }) => uid));
  if (running.size === 0) return fares;
  for (const one of await vitalsOf(context, workspace)) {
    if (running.has(one.job) && (fares.get(one.job)?.finding ?? null) === null) fares.set(one.job, one);
  }
  return fares;
}

/** What was foreseen of the end of a job that is over is of no use to anybody. */
function withoutEnd({ progress, finding }: RecordedVitals): Pick<RecordedVitals, 'progress' | 'finding'> {
  return { progress: progress && { ...progress, endsAt: null, endsLateAt: null }, finding };
}

/** An older server does not tell: then nothing is known. */
async function vitalsOf(context: Context, workspace: string): Promise<JobVitals[]> {
  try {
    return (await context.client.call('listVitals', { params: { workspace } })).items;
  } catch (error) {
    if (error instanceof Fault && error.status === 404) return [];
    throw error;
  }
}

/** Columns of a list, behind those that scripts know by their number. */
export function fareColumns(fares: Fares, now: number): Column<Job>[] {
  return [
    { title: 'Progress', value: ({ uid }) => progressText(fares.get(uid)?.progress ?? null, now) },
    { title: 'Finding', value: ({ uid }) => findingText(fares.get(uid)?.finding ?? null) },
  ];
}

/** Lines under a job. */
export function aboutFares(fares: Fares, job: Job, now: number): string[] {
  const { progress = null, finding = null } = fares.get(job.uid) ?? {};
  const said = progressText(progress, now);
  const rate = progress?.rate == null || !runs(job) ? '' : `, ${progress.rate} ${progress.rateUnit ?? 'step'}/s`;
  const evidence = finding?.evidence.map((text) => sayReason(text)) ?? [];
  const found = findingText(finding);
  return [
    ...(said === null ? [] : [`progress: ${said}${rate}`]),
    ...(found === null ? [] : [`since ${localTime(finding?.since ?? now, now)}: ${found}`]),
    ...evidence.map((text) => `  ${text}`),
  ];
}

/** `12.4 %, step 62 of 500, ends 22:15, p90 22:58`; null where nothing is known. */
function progressText(progress: Progress | null, now: number): string | null {
  if (progress === null) return null;
  const { percent, step, steps, epoch, epochs, endsAt, endsLateAt = null } = progress;
  const of = (what: string, at: number | null, all: number | null) =>
    at === null ? [] : [all === null ? `${what} ${at}` : `${what} ${at} of ${all}`];
  return [
    ...(percent === null ? [] : [`${Math.floor(percent * 10) / 10} %`]),
    ...of('epoch', epoch, epochs),
    ...of('step', step, steps),
    ...(endsAt === null ? [] : [`ends ${localTime(endsAt, now)}`]),
    ...(endsAt === null || endsLateAt === null ? [] : [`p90 ${localTime(endsLateAt, now)}`]),
  ].join(', ');
}

function findingText(finding: RecordedVitals['finding']): string | null {
  return finding === null ? null : sayReason(finding.says);
}
