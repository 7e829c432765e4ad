/** A job's life as bars: per attempt what it waited for and did, without gaps. Times are the server's, ms since 1970. Pure. */
import type { Attempt } from '@trainyard/contracts/attempt';
import type { Outcome } from '@trainyard/contracts/lifecycles';
import type { Text } from '@trainyard/contracts/texts';

export const segmentKinds = ['queued', 'allocating', 'starting', 'running', 'stopping'] as const;
export type SegmentKind = (typeof segmentKinds)[number];

export interface Segment {
  kind: SegmentKind;
  from: number;
  to: number;
  /** True for what goes on: `to` is now. */
  live: boolean;
}

export interface TimelineRow {
  attempt: number;
  unit: number;
  /** In order; each begins where the one before ends. Never empty. */
  segments: Segment[];
  /** How it ended; null while it goes on. */
  end: { at: number; outcome: Outcome | null; reason: Text | null; exitCode: number | null } | null;
}

/** What the bars need to know of the job. */
export interface JobSpan {
  createdAt: number;
  /** Null while it is not over. */
  endedAt: number | null;
  /** True while a next attempt is waited for. */
  waits: boolean;
}

const phases = ['allocating', 'starting', 'running', 'stopping', 'ended'] as const;

/** One row for each attempt, and one for the next attempt while the job waits. Oldest first. */
export function timelineRows(job: JobSpan, attempts: readonly Attempt[], now: number): TimelineRow[] {
  const rows: TimelineRow[] = [];
  /** Per unit, when the attempt before ended. */
  const free = new Map<number, number>();
  for (const attempt of attempts) {
    const row = attemptRow(attempt, free.get(attempt.unit) ?? job.createdAt, job.endedAt, now);
    rows.push(row);
    free.set(attempt.unit, row.segments.at(-1)?.to ?? now);
  }
  const last = attempts.at(-1);
  if (!job.waits && last !== undefined) return rows;
  const from = Math.max(job.createdAt, ...free.values());
  const live = job.endedAt === null;
  const segment: Segment = { kind: 'queued', from, to: Math.max(from, job.endedAt ?? now), live };
  const end = job.endedAt === null ? null : { at: segment.to, outcome: null, reason: null, exitCode: null };
  return [...rows, { attempt: (last?.number ?? 0) + 1, unit: 0, segments: [segment], end }];
}

function attemptRow(attempt: Attempt, freeAt: number, jobEndedAt: number | null, now: number): TimelineRow {
  const segments: Segment[] = [];
  const begun = phases.flatMap((kind) => {
    const at = attempt.phaseTimes[kind];
    return at === undefined ? [] : [{ kind, at }];
  });
  // Phases only go forward; a clock that was set back in between must not turn a bar around.
  let from = freeAt;
  let kind: SegmentKind = 'queued';
  let endedAt: number | null = null;
  for (const phase of begun) {
    const at = Math.max(from, phase.at);
    if (at > from || segments.length > 0 || kind !== 'queued') segments.push({ kind, from, to: at, live: false });
    from = at;
    if (phase.kind === 'ended') endedAt = at;
    else kind = phase.kind;
  }
  if (endedAt === null) {
    const closed = attempt.phase === 'ended' ? (jobEndedAt ?? from) : null;
    segments.push({ kind, from, to: Math.max(from, closed ?? now), live: closed === null });
    endedAt = closed === null ? null : Math.max(from, closed);
  }
  const first = segments[0] ?? { kind, from, to: from, live: false };
  const { outcome, reason, exitCode } = attempt;
  return {
    attempt: attempt.number,
    unit: attempt.unit,
    segments: segments.length > 0 ? segments : [first],
    end: endedAt === null ? null : { at: endedAt, outcome, reason, exitCode },
  };
}

/** How long each kind of a row took, ms; what did not happen is absent. */
export function durations(row: TimelineRow): Partial<Record<SegmentKind, number>> {
  const sums: Partial<Record<SegmentKind, number>> = {};
  for (const { kind, from, to } of row.segments) sums[kind] = (sums[kind] ?? 0) + (to - from);
  return sums;
}

/** The time that all rows share; never empty, so that places on it can be divided by its length. */
export function span(rows: readonly TimelineRow[]): { from: number; to: number } {
  const from = Math.min(...rows.map((row) => row.segments[0]?.from ?? Number.POSITIVE_INFINITY));
  const to = Math.max(...rows.map((row) => row.segments.at(-1)?.to ?? Number.NEGATIVE_INFINITY));
  if (!Number.isFinite(from) || !Number.isFinite(to)) return { from: 0, to: 1 };
  return { from, to: Math.max(to, from + 1_000) };
}

const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;
const steps = [
  ...[1, 2, 5, 10, 15, 30].map((n) => n * second),
  ...[1, 2, 5, 10, 15, 30].map((n) => n * minute),
  ...[1, 2, 3, 6, 12].map((n) => n * hour),
  ...[1, 2, 7, 14, 30, 90, 365].map((n) => n * day),
];

/**
 * The stretch of time to draw. While the job goes on there is free ground ahead: up to when it will end, where that is known.
 * `ahead` is that ground as a share of what was lived, where it is not known.
 * An end that is forecast moves with each line of the log; the axis goes on in steps, so that it stands still in between.
 */
export function axisOf(
  rows: readonly TimelineRow[],
  now: number | null,
  ends: number | null,
  ahead = 0.1,
): { from: number; to: number } {
  const lived = span(rows);
  const length = lived.to - lived.from;
  if (now === null) return { from: lived.from, to: lived.to + length * 0.03 };
  if (ends === null || ends <= now) return { from: lived.from, to: lived.to + length * ahead };
  const whole = ends - lived.from;
  const step = steps.find((one) => whole / one <= 12) ?? day;
  return { from: lived.from, to: lived.from + Math.ceil((whole * 1.02) / step) * step };
}

/** Round instants inside a span, at most `most`; `zone` is the viewer's offset from UTC in ms, so that days begin at their midnight. */
export function ticks(of: { from: number; to: number }, most: number, zone: number): { step: number; at: number[] } {
  const step = steps.find((one) => (of.to - of.from) / one <= most) ?? 365 * day;
  const at: number[] = [];
  for (let tick = Math.ceil((of.from + zone) / step) * step - zone; tick <= of.to; tick += step) at.push(tick);
  return { step, at: at.slice(0, most + 1) };
}
