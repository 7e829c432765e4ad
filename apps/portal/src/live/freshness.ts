/** Whether a value is current. Pure. */
import type { Metric } from '@trainyard/contracts/series-frame';

/** `current`: within its budget; `old`: past it, said with its age; `gone`: past ten budgets, no value any more. */
export type Freshness = 'current' | 'old' | 'gone';

/** ms that a value may be old and still count as now. */
export const budgets = { gpu: 3_000, node: 5_000, queue: 2_000, cost: 60_000 } as const;

/** Agents that nobody watched send every ten seconds; the first live samples may come that late. */
const batchMs = 10_000;

/** How current a value of this age is; ages and budget in ms. A clock that is slightly ahead makes ages negative. */
export function freshnessOf(ageMs: number, budgetMs: number): Freshness {
  if (ageMs <= budgetMs) return 'current';
  return ageMs <= 10 * budgetMs ? 'old' : 'gone';
}

/** The budget of a metric; longer while the agents have only just been asked to send each second. Times in ms. */
export function budgetOf(metric: Metric, watchedSince: number | undefined, now: number): number {
  const budget = metric.startsWith('gpu.') ? budgets.gpu : budgets.node;
  const warming = watchedSince !== undefined && now - watchedSince < batchMs + budget;
  return warming ? batchMs + budget : budget;
}
