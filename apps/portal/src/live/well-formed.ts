/** Looks at an answer before a page is drawn from it: a broken one is told where it stands, it does not end the page. Pure. */
import type { Attempt } from '@trainyard/contracts/attempt';

/** The server answered, but something else than was asked for: a proxy's word, or another version's. */
export class BrokenAnswer extends Error {
  override readonly name = 'BrokenAnswer';
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

function isAttempt(value: unknown): value is Attempt {
  if (!isObject(value)) return false;
  const { uid, number, unit, phaseTimes, tasks } = value;
  const named = typeof uid === 'string' && typeof number === 'number' && typeof unit === 'number';
  return named && isObject(phaseTimes) && Array.isArray(tasks) && tasks.every(isTask);
}

const isTask = (value: unknown): boolean => isObject(value) && isObject(value.node) && Array.isArray(value.processes);

/** The attempts of an answer's `items`. Throws {@link BrokenAnswer} when one of them is none. */
export function attemptsIn(items: unknown): Attempt[] {
  if (Array.isArray(items) && items.every(isAttempt)) return items;
  throw new BrokenAnswer('these are no attempts');
}
