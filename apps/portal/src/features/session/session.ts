/** Who is signed in. A session that ends leaves the page as it is: it is signed in again over it. */
import type { Session } from '@trainyard/contracts/api/access';
import { Fault, isErrorBody } from '@trainyard/contracts/errors';
import { useSyncExternalStore } from 'react';
import { client, csrfHeaders, isSignedOut, setCsrf } from '../../live/client.ts';
import { connection } from '../../live/connection.ts';
import { forgetEarly } from '../../live/early-answers.ts';

/** `unknown` before the first answer; `ended`: it was there, and what is on the page may hold unsaved words. */
export type SessionState =
  | { kind: 'unknown' }
  | { kind: 'out' }
  | { kind: 'in'; session: Session }
  | { kind: 'ended'; session: Session };

export type Credential = { token: string } | { link: string };

let state: SessionState = { kind: 'unknown' };
const listeners = new Set<() => void>();

function change(next: SessionState): void {
  state = next;
  for (const listener of listeners) listener();
}

function enter(session: Session): void {
  setCsrf(session.csrf);
  connection.start();
  connection.retry();
  change({ kind: 'in', session });
}

let finding: Promise<SessionState> | undefined;

/** Asks once, at the start of the page, whether the browser's cookie still counts. Throws when nobody answers; then ask again. */
export function findSession(): Promise<SessionState> {
  finding ??= ask().finally(() => {
    finding = undefined;
  });
  return finding;
}

async function ask(): Promise<SessionState> {
  if (state.kind !== 'unknown') return state;
  try {
    enter(await client.call('getSession'));
  } catch (error) {
    if (!isSignedOut(error)) throw error;
    change({ kind: 'out' });
  }
  return state;
}

/** Signs in. Throws Fault when the credential does not count, or TypeError when the server cannot be reached. */
export async function signIn(credential: Credential): Promise<void> {
  forgetEarly();
  const answer = await fetch('/api/v1/session', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(credential),
  });
  const body: unknown = await answer.json();
  if (!answer.ok) throw isErrorBody(body) ? Fault.fromBody(body) : new Error(`the server answered ${answer.status}`);
  enter(body as Session);
}

/** Signs out and leaves nothing of this person's on the page. */
export async function signOut(): Promise<void> {
  await fetch('/api/v1/session', { method: 'DELETE', headers: csrfHeaders() });
  setCsrf(null);
  connection.stop();
  location.assign('/signin');
}

/** Told by whoever is refused for want of a session. */
export function sessionEnded(): void {
  if (state.kind === 'in') change({ kind: 'ended', session: state.session });
}

export function useSession(): SessionState {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => state,
  );
}

/** Whether who is signed in administers the installation. */
export function useAdministers(): boolean {
  const now = useSession();
  return (now.kind === 'in' || now.kind === 'ended') && now.session.actor.kind === 'administrator';
}
