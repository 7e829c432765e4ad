/** The REST client of this page: the session's cookie proves who asks, its CSRF value that the page is ours. */
import { Fault } from '@trainyard/contracts/errors';
import { createClient } from '@trainyard/sdk/client';
import { answered } from './answered.ts';
import { fetchOnce } from './early-answers.ts';

let csrf: string | null = null;

/** Sets what every request carries from now on; null while nobody is signed in. */
export function setCsrf(value: string | null): void {
  csrf = value;
}

/** Headers of an unsafe request. */
export function csrfHeaders(): Record<string, string> {
  return csrf === null ? {} : { 'x-trainyard-csrf': csrf };
}

async function fetchNoted(input: string | URL | Request, init?: RequestInit): Promise<Response> {
  const answer = await fetchOnce(input, init);
  answered.note(answer);
  return answer;
}

export const client = createClient({ url: location.origin, via: 'portal', headers: csrfHeaders, fetch: fetchNoted });

/** True for an answer that says that nobody is signed in (any more). */
export function isSignedOut(error: unknown): boolean {
  return error instanceof Fault && (error.code === 'Unauthenticated' || error.code === 'BadCredentials');
}

/** True when the object of a question is not there, or not for this person. */
export function isNotFound(error: unknown): boolean {
  return error instanceof Fault && error.status === 404;
}
