/** What a queue uses of its own, resource by resource. Pure. */
import type { QueueUsage, Quota } from '@trainyard/contracts/queues';

export const resources = ['gpus', 'cpus', 'nodes'] as const;
export type Resource = (typeof resources)[number];

export interface ResourceUse {
  resource: Resource;
  used: number;
  borrowed: number;
  /** Its own; null where it is not limited. */
  nominal: number | null;
  /** Parts of the bar, 0–100: its own in use, and what others lend it, on a scale that holds both. */
  own: number;
  lent: number;
  /** Where its own ends on the bar. */
  mark: number | null;
}

/** Resources that the queue is limited in; where it is in none, those that it uses. */
export function usesOf({ nominal, used, borrowed }: QueueUsage): ResourceUse[] {
  const limited = resources.filter((resource) => nominal[resource] !== undefined);
  const shown = limited.length > 0 ? limited : resources.filter((resource) => used[resource] > 0);
  return shown.map((resource) => {
    const own = nominal[resource] ?? null;
    const full = Math.max(own ?? 0, used[resource], 1);
    const lent = Math.min(borrowed[resource], used[resource]);
    return {
      resource,
      used: used[resource],
      borrowed: lent,
      nominal: own,
      own: (100 * (used[resource] - lent)) / full,
      lent: (100 * lent) / full,
      mark: own === null || own >= full ? null : (100 * own) / full,
    };
  });
}

/** The resources that a limit names, with how much of each. */
export const amountsOf = (limit: Quota | null): { resource: Resource; amount: number }[] =>
  resources.flatMap((resource) => {
    const amount = limit?.[resource];
    return amount === undefined ? [] : [{ resource, amount }];
  });
