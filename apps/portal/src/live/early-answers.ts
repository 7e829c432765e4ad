/**
 * Answers that were asked for before any code of the page was here (vite-first-files.ts): whoever asks the same finds the answer
 * on its way. Each is taken once, and none any more once the page hears of changes or somebody else signs in.
 */

declare global {
  /** What the script before the page leaves, by the whole address. It asks nothing when the page was faster and made this. */
  var trainyardEarly: Map<string, Promise<Response>> | undefined;
}
globalThis.trainyardEarly ??= new Map();
const early = globalThis.trainyardEarly;

/** As `fetch`. An early answer that was refused or did not come is asked for as if there had been none. */
export async function fetchOnce(input: string | URL | Request, init?: RequestInit): Promise<Response> {
  const address = String(input);
  const answer = init?.method === 'GET' ? early.get(address) : undefined;
  if (answer === undefined) return fetch(input, init);
  early.delete(address);
  const found = await orAborted(
    answer.catch(() => undefined),
    init?.signal,
  );
  return found?.ok === true ? found : fetch(input, init);
}

/** What the caller would be told of its own request: when it no longer waits, or nobody answers for too long. */
async function orAborted<T>(answer: Promise<T>, signal: AbortSignal | null | undefined): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>();
  const abort = () => reject(signal?.reason);
  if (signal?.aborted === true) abort();
  signal?.addEventListener('abort', abort);
  try {
    return await Promise.race([promise, answer]);
  } finally {
    signal?.removeEventListener('abort', abort);
  }
}

/** Takes no early answer from now on: it may be older than what the page is told. */
export const forgetEarly = (): void => early.clear();
