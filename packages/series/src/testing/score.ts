/** Plays runs to a finder and counts how often it is right. */
import type { Finding } from '@trainyard/contracts/vitals';
import { Finder } from '../findings/finder.ts';
import type { Trace } from './traces.ts';

export interface Score {
  healthy: number;
  faulty: number;
  /** What was said of runs in which nothing is wrong, in words. */
  alarms: string[];
  /** Faults that were found by their kind. */
  found: number;
  /** Of those that are somebody's, how often somebody was named, and how often it was the right one. */
  blamed: number;
  named: number;
  precision: number;
  recall: number;
  missed: string[];
  /** What else was said of runs in which something goes wrong: too early, or of another kind. */
  wrong: string[];
  /** s from a fault to its finding, by what comes before the comma of a run's name. */
  waits: Map<string, number[]>;
}

/** Every finding of a run, when it was first said: looked at once a second, as a server does. */
export function findingsOf({ seats, facts, endsAt }: Trace): { at: number; finding: Finding }[] {
  const finder = new Finder(seats);
  const said: { at: number; finding: Finding }[] = [];
  let next = Math.floor((facts[0]?.at ?? 0) / 1_000) * 1_000;
  let before = '';
  const look = (until: number) => {
    for (; next <= until; next += 1_000) {
      const finding = finder.look(next);
      const key = finding === null ? '' : `${finding.kind} ${finding.ranks}`;
      if (finding !== null && key !== before) said.push({ at: next, finding });
      before = key;
    }
  };
  for (const fact of facts) {
    look(fact.at);
    if (fact.kind === 'line') finder.line(fact.rank, fact.at);
    else if (fact.kind === 'step') finder.step(fact.rank, fact.step, fact.at);
    else if (fact.kind === 'cpu') finder.cpu(fact.task, fact.taken, fact.percent);
    else finder.gpu(fact.rank, fact.taken, fact.busy, fact.power);
  }
  look(endsAt);
  return said;
}

/** Whoever is blamed without a name counts as found, and not as named. */
export function scoreOf(traces: readonly Trace[]): Score {
  const score: Score = {
    healthy: 0,
    faulty: 0,
    alarms: [],
    found: 0,
    blamed: 0,
    named: 0,
    precision: 1,
    recall: 1,
    missed: [],
    wrong: [],
    waits: new Map(),
  };
  for (const trace of traces) {
    const { fault, name } = trace;
    const said = findingsOf(trace);
    if (fault === null) {
      score.healthy += 1;
      const [first] = said;
      if (first)
        score.alarms.push(`${name}: ${first.finding.kind} ${first.finding.says.code} of ${first.finding.ranks}`);
      continue;
    }
    score.faulty += 1;
    takeFaulty(score, { ...trace, fault }, said);
  }
  score.precision = score.found / Math.max(1, score.found + score.wrong.length + score.alarms.length);
  score.recall = score.found / Math.max(1, score.faulty);
  return score;
}

/** Counts a run in which something goes wrong. */
function takeFaulty(
  score: Score,
  { fault, name }: Trace & { fault: NonNullable<Trace['fault']> },
  said: ReturnType<typeof findingsOf>,
): void {
  const right = said.find(({ at, finding }) => at >= fault.at && finding.kind === fault.kind);
  if (right === undefined) {
    const instead = said.map(({ finding }) => `${finding.kind} ${finding.ranks}`).join('; ');
    score.missed.push(`${name}: ${instead || 'nothing'}`);
  } else {
    score.found += 1;
    const of = name.slice(0, name.indexOf(','));
    score.waits.set(of, [...(score.waits.get(of) ?? []), (right.at - fault.at) / 1_000]);
    if (fault.ranks.length > 0 && right.finding.ranks.length > 0) {
      score.blamed += 1;
      if (right.finding.ranks.join() === fault.ranks.join()) score.named += 1;
      else score.missed.push(`${name}: blames ${right.finding.ranks}, not ${fault.ranks}`);
    }
  }
  for (const { at, finding } of said) {
    if (at >= fault.at && finding.kind === fault.kind) continue;
    const { kind, says, ranks } = finding;
    score.wrong.push(
      `${name}: ${kind} ${says.code} of ${ranks}, ${Math.round((at - fault.at) / 1_000)} s after the fault`,
    );
  }
}

/** In lines, for whoever runs the tests. */
export function sayScore(title: string, score: Score): string {
  const { healthy, faulty, alarms, blamed, named, precision, recall, missed, wrong, waits } = score;
  const middle = (values: number[]) => Math.round([...values].sort((a, b) => a - b)[values.length >> 1] ?? 0);
  const share = ((100 * alarms.length) / Math.max(1, healthy)).toFixed(1);
  return [
    `${title}: ${healthy} healthy, ${alarms.length} false alarms (${share} %)`,
    `  ${faulty} faulty: precision ${precision.toFixed(3)}, recall ${recall.toFixed(3)}; whom it blames is right in ${named} of ${blamed}`,
    ...[...waits].map(([of, values]) => `  ${of}: found ${values.length}, after ${middle(values)} s (median)`),
    ...alarms.map((one) => `  false: ${one}`),
    ...wrong.map((one) => `  wrong: ${one}`),
    ...missed.map((one) => `  missed: ${one}`),
  ].join('\n');
}
