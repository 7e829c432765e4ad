import { Fault } from '@trainyard/contracts/errors';
import type { PageInput, PageOf } from '@trainyard/db/readers/read-db';

export function pageInput({ after, limit }: { after?: string | undefined; limit: number }): PageInput {
  return { after, limit };
}

export function pageOut<T, U>({ items, next, seq }: PageOf<T>, present: (item: T) => U) {
  return { items: items.map(present), next, seq };
}

/** A key that a list never gave would silently answer another page. */
export function wholeNumberKey(after: string | undefined): string | undefined {
  return keyLike(/^\d{1,15}$/, after);
}

/** The key of a page of attempts: `unit.number`. */
export function attemptKey(after: string | undefined): string | undefined {
  return keyLike(/^\d{1,7}\.\d{1,10}$/, after);
}

function keyLike(form: RegExp, after: string | undefined): string | undefined {
  if (after === undefined || form.test(after)) return after;
  const message = 'give the `next` of the page before';
  throw new Fault('InvalidBody', { faults: [`after: ${message}`] }, [{ path: 'after', code: 'InvalidValue', message }]);
}
