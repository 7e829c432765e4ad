import type { Finding } from '@trainyard/contracts/vitals';
import type { RankState, UnitState } from './unit-state.ts';

/** Ranks named in a sentence; the rest is counted. */
const namedMost = 1_024;

/** What a detector makes of a moment. */
export type Draft = Finding;

/** `0–6, 8`. */
export function sayRanks(ranks: readonly number[]): string {
  const sorted = [...ranks].sort((a, b) => a - b);
  const runs: string[] = [];
  for (let from = 0; from < sorted.length; ) {
    let to = from;
    while (sorted[to + 1] === (sorted[to] as number) + 1) to += 1;
    runs.push(
      to === from
        ? `${sorted[from]}`
        : to === from + 1
          ? `${sorted[from]}, ${sorted[to]}`
          : `${sorted[from]}–${sorted[to]}`,
    );
    from = to + 1;
  }
  return runs.slice(0, 12).join(', ');
}

/** A count and names, as the sentences of contracts/reasons take them. */
export const ranksParams = (ranks: readonly RankState[]) => ({
  count: ranks.length,
  ranks: sayRanks(ranks.map(({ seat }) => seat.rank)),
});

export function draftOf(
  kind: Finding['kind'],
  since: number,
  ranks: readonly RankState[],
  says: Finding['says'],
  evidence: (Finding['says'] | undefined)[],
): Draft {
  return {
    kind,
    since: Math.round(since),
    ranks: ranks.map(({ seat }) => seat.rank).slice(0, namedMost),
    node: ranks[0]?.seat.node ?? null,
    says,
    evidence: evidence.filter((one) => one !== undefined).slice(0, 8),
  };
}

export const round = (value: number): number => (value >= 100 ? Math.round(value) : Math.round(value * 10) / 10);

/** All ranks but these. */
export const others = (state: UnitState, ranks: readonly RankState[]): RankState[] =>
  state.alive.filter((one) => !ranks.includes(one));
