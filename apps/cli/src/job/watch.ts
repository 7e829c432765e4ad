/** Watches a job through cuts and restarts of the server: pushed while there is a live connection, asked for otherwise. */
import { Fault } from '@trainyard/contracts/errors';
import type { Job } from '@trainyard/contracts/job';
import { isTerminal, type JobState, jobMoves } from '@trainyard/contracts/lifecycles';
import { ConnectionError, UnexpectedAnswerError } from '@trainyard/sdk/connection-error';
import type { Live } from '@trainyard/sdk/live';
import type { Context } from '../context.ts';
import { placeOf } from './place.ts';

/** Without a push channel: a question every 2 s is light and still feels prompt. */
const askEvery = 2_000;

export function hasEnded(job: Job): boolean {
  return job.executionState in jobMoves && isTerminal(jobMoves, job.executionState as JobState);
}

/**
 * Calls `seen` with the job at the start and after every change, one at a time, until it answers true. With `alsoEvery`
 * (ms) also that often while live. Throws Fault when the job is gone or the token is refused; a server that is away is
 * waited for.
 */
export async function watchJob(
  context: Context,
  start: Job,
  seen: (job: Job, live: Live) => Promise<boolean>,
  alsoEvery?: number,
): Promise<void> {
  let connected = false;
  let wake = () => {};
  let pending = true;
  let refused: unknown;
  const poke = () => {
    pending = true;
    wake();
  };
  const live = await context.live((state, error) => {
    if (state === 'cut' && connected) context.note('the connection is cut: trying again');
    if (state === 'refused' && isFinal(error)) refused = error;
    connected = state === 'connected';
    poke();
  });
  const stop = live.follow(`job:${start.uid}`, {
    onEvents: poke,
    onMark: poke,
    onError: (error) => {
      if (error instanceof Fault && error.status < 500) refused = error;
      poke();
    },
  });
  let lastAsked = 0;
  const timer = setInterval(() => {
    const every = connected ? alsoEvery : askEvery;
    if (every !== undefined && performance.now() - lastAsked >= every) poke();
  }, 250);
  try {
    for (;;) {
      if (!pending) await new Promise<void>((resolve) => (wake = resolve));
      pending = false;
      if (refused) throw refused;
      const job = await current(context, start);
      lastAsked = performance.now();
      if (job && (await seen(job, live))) return;
    }
  } finally {
    clearInterval(timer);
    stop();
    live.close();
  }
}

/** The job as it is now; undefined while the server is away. A new job of the same name is not this one. */
async function current(context: Context, start: Job): Promise<Job | undefined> {
  try {
    const job = await context.client.call('getJob', { params: placeOf(start) });
    if (job.uid !== start.uid) throw new Fault('JobNotFound', { name: start.name });
    return job;
  } catch (error) {
    if (isAway(error)) return undefined;
    throw error;
  }
}

/** True for errors that a restart of the server explains. */
export function isAway(error: unknown): boolean {
  if (error instanceof ConnectionError) return true;
  if (error instanceof UnexpectedAnswerError) return error.status >= 502;
  return error instanceof Fault && error.status === 503;
}

/** A token that is wrong stays wrong; a server that is just starting does not. */
export function isFinal(error: unknown): boolean {
  return error instanceof Fault && [401, 403].includes(error.status);
}
