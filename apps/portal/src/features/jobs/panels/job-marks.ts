/** What happened to a job, as its charts mark it. Pure. */
import type { Artifact } from '@trainyard/contracts/artifact';
import type { Attempt } from '@trainyard/contracts/attempt';
import type { Finding } from '@trainyard/contracts/vitals';
import type { ChartMark } from '../../../ui/chart/marks.ts';
import type { FindingSpan } from './finding-spans.ts';

/** How marks are said, in the language in force. */
export interface MarkWords {
  runs(attempt: number): string;
  ended(attempt: Attempt): string;
  checkpoint(path: string): string;
}

/** How a finding is said, with from when to when. */
export interface FindingWords {
  found(finding: Finding, until: number | null): string;
}

/** What stood out while it ran, from when to when, with the way to the log of the rank that it is about. */
export function findingMarks(
  spans: readonly FindingSpan[],
  words: FindingWords,
  logOf: (rank: number, attempt: number) => string,
): ChartMark[] {
  return spans.map(({ finding, attempt, until }) => {
    const [rank] = finding.ranks;
    return {
      at: finding.since,
      until,
      label: words.found(finding, until),
      tone: 'warn',
      ranks: finding.ranks,
      ...(rank === undefined ? {} : { link: logOf(rank, attempt) }),
    };
  });
}

/** Files of one checkpoint are stored one after the other: they are one mark. */
const oneCheckpointMs = 10_000;

/** Starts, ends and checkpoints of attempts, in order of time. */
export function jobMarks(attempts: readonly Attempt[], artifacts: readonly Artifact[], words: MarkWords): ChartMark[] {
  const marks: ChartMark[] = [];
  for (const attempt of attempts) {
    const { running, ended } = attempt.phaseTimes;
    if (running !== undefined) {
      marks.push({ at: running, label: words.runs(attempt.number), tone: attempt.number > 1 ? 'warn' : 'quiet' });
    }
    if (ended !== undefined) marks.push({ at: ended, label: words.ended(attempt), tone: toneOf(attempt.outcome) });
  }
  let before = Number.NEGATIVE_INFINITY;
  const stored = artifacts.flatMap(({ kind, storedAt, path }) => {
    const at = Date.parse(storedAt);
    return kind === 'checkpoint' && Number.isFinite(at) ? [{ at, path }] : [];
  });
  for (const { at, path } of stored.sort((a, b) => a.at - b.at)) {
    if (at - before >= oneCheckpointMs) marks.push({ at, label: words.checkpoint(path), tone: 'quiet' });
    before = at;
  }
  return marks.sort((a, b) => a.at - b.at);
}

function toneOf(outcome: Attempt['outcome']): ChartMark['tone'] {
  switch (outcome) {
    case 'succeeded':
    case null:
      return 'quiet';
    case 'stopped':
    case 'preempted':
      return 'warn';
    case 'failed':
    case 'lost':
      return 'fail';
  }
}
