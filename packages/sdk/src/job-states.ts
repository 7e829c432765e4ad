/** A job as it is, pushed until it has ended. */
import { Fault } from '@trainyard/contracts/errors';
import type { Job } from '@trainyard/contracts/job';
import { isTerminal, type JobState, jobMoves } from '@trainyard/contracts/lifecycles';
import type { Client } from './client.ts';
import { ItemQueue, type Sink } from './item-queue.ts';
import type { LiveLinks } from './live-links.ts';
import { isAway } from './retries.ts';

/** Where a job is: the parameters of all operations on it. A presented job is one, too. */
export interface JobPlace {
  workspace: string;
  experiment: string;
  name: string;
}

export interface FollowOptions {
  /** Ends the stream with the signal's reason. */
  signal?: AbortSignal;
}

/** True in a state that nothing leaves. */
export function hasEnded({ executionState }: Pick<Job, 'executionState'>): boolean {
  return executionState in jobMoves && isTerminal(jobMoves, executionState as JobState);
}

/**
 * The job now and after each change, the last time when it has ended. A slow reader gets the newest state and not all of those that
 * passed meanwhile: events have each. A server that is away is waited for. Throws Fault JobNotFound when it is deleted; another job of
 * the same name is not this one.
 */
export function statesOf(
  client: Client,
  links: LiveLinks,
  place: JobPlace,
  { signal }: FollowOptions = {},
): AsyncIterableIterator<Job, undefined> {
  return new ItemQueue<Job>((sink) => {
    const ended = new AbortController();
    watchJob(client, links, place, sink, ended.signal).catch(sink.fail);
    return () => ended.abort();
  }, signal);
}

async function watchJob(client: Client, links: LiveLinks, place: JobPlace, sink: Sink<Job>, signal: AbortSignal) {
  const { workspace, experiment, name } = place;
  const ask = () => client.call('getJob', { params: { workspace, experiment, name } }, { signal });
  let job = await ask();
  await sink.put([job]);
  if (hasEnded(job)) return sink.end();
  if (signal.aborted) return;
  const changes = changesOf(links, `job:${job.uid}`, sink, signal);
  for (;;) {
    await changes.next();
    if (signal.aborted) return;
    const now = await ask().catch((error: unknown) => {
      // The connection tells when the server is back, and gives up when that takes too long.
      if (isAway(error)) return undefined;
      throw error;
    });
    if (now === undefined || now.revision === job.revision) continue;
    if (now.uid !== job.uid) throw new Fault('JobNotFound', { name });
    job = now;
    await sink.put([job]);
    if (hasEnded(job)) return sink.end();
  }
}

/** Something of a topic may have changed: resolves at once when that was so since it was asked last. */
export function changesOf<T>(links: LiveLinks, topic: `job:${string}`, sink: Sink<T>, signal: AbortSignal) {
  let pending = false;
  let wake = () => {};
  const poke = () => {
    pending = true;
    wake();
  };
  const link = links.take(topic, sink.fail);
  // The mark comes after each start and each cut: what changed before it is seen by asking then.
  const stop = link.live.follow(topic, { onEvents: poke, onMark: poke, onError: sink.fail });
  signal.addEventListener('abort', () => {
    stop();
    link.leave();
    poke();
  });
  return {
    poke,
    next: async (): Promise<void> => {
      if (!pending) await new Promise<void>((resolve) => (wake = resolve));
      pending = false;
    },
  };
}
