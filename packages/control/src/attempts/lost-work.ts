import type { AttemptRow, TaskRow, UnitRow } from '@trainyard/db/entities';
import type { Tx } from '@trainyard/db/writer';

/**
 * ms of running that an attempt loses when it ends, or ended, at `end`: since its newest checkpoint, or since its processes started. Each
 * node's times are compared with each other only, so that clocks that differ do not matter. A checkpoint of one task counts for its gang.
 */
export function lostWork(attempt: AttemptRow, tasks: readonly TaskRow[], end: number): number {
  const began = attempt.phaseTimes.running;
  const spans = tasks.map((task) => spanOf(task, began ?? end, end));
  const kept = spans.flatMap(({ sinceCheckpoint }) => (sinceCheckpoint === null ? [] : [sinceCheckpoint]));
  const lost = kept.length > 0 ? Math.min(...kept) : Math.max(0, ...spans.map(({ ran }) => ran));
  return Math.max(0, Math.round(lost));
}

interface Span {
  ran: number;
  sinceCheckpoint: number | null;
}

function spanOf({ report }: TaskRow, began: number, end: number): Span {
  const started = stepOf(report, 'processes')?.startedAt;
  const stopped = stepOf(report, 'stop')?.endedAt;
  // While it still runs only the control plane's clock says until when.
  const [from, to] = started != null && stopped != null ? [started, stopped] : [began, end];
  const at = report?.checkpointAt ?? null;
  const ran = Math.max(0, to - from);
  return { ran, sinceCheckpoint: at === null ? null : Math.min(ran, Math.max(0, to - at)) };
}

function stepOf(report: TaskRow['report'], name: string) {
  return report?.steps.find((step) => step.name === name);
}

/** When the last process of an attempt ended, ms since 1970: what its agents did afterwards, such as storing files, is taken off. */
export function stoppedAt(tasks: readonly TaskRow[], notBefore: number, now: number): number {
  const after = tasks.map(({ report }) => {
    const ended = stepOf(report, 'stop')?.endedAt;
    const last = Math.max(0, ...(report?.steps ?? []).map(({ endedAt }) => endedAt ?? 0));
    return ended == null ? 0 : Math.max(0, last - ended);
  });
  const least = after.length > 0 ? Math.min(...after) : 0;
  return Math.max(notBefore, now - least);
}

/** Time of the checkpoint from which the next attempt of a unit resumes, ms since 1970; null when none is stored. */
export function checkpointOf(tx: Tx, { jobUid, index }: UnitRow): number | null {
  const stored = tx.where('artifact', { jobUid, unit: index, kind: 'checkpoint' });
  if (stored.length === 0) return null;
  const told = tx
    .where('task', { jobUid, unit: index })
    .flatMap(({ report }) => (report?.checkpointAt != null ? [report.checkpointAt] : []));
  return told.length > 0 ? Math.max(...told) : Math.max(...stored.map(({ createdAt }) => createdAt));
}
