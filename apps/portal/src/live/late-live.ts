/** The socket's code is fetched beside the first answers: a page can be read before it hears of changes. */
import type { ChannelTarget } from '@trainyard/contracts/channel';
import type { Channel } from '@trainyard/sdk/channel';
import type { Live, LiveOptions } from '@trainyard/sdk/live';

type Topic = Parameters<Live['follow']>[0];
type Follower = Parameters<Live['follow']>[1];
type Open = (options: LiveOptions) => Live;

/** ms between tries to fetch the code: as the socket itself waits between its own. */
const againMs = 5_000;

/** Fetches the socket's code. */
export const fetchLive = async (): Promise<Open> => (await import('@trainyard/sdk/live')).openLive;

/** Opens the connection as soon as its code is here; topics may be followed at once. */
export function openLiveLate(options: LiveOptions, fetch: () => Promise<Open> = fetchLive): Live {
  let live: Live | undefined;
  let closed = false;
  let again: ReturnType<typeof setTimeout> | undefined;
  const waiting = new Set<(live: Live) => void>();

  function begin(): void {
    fetch().then(
      (open) => {
        if (closed || live !== undefined) return;
        live = open(options);
        for (const start of waiting) start(live);
        waiting.clear();
      },
      (error: unknown) => {
        if (closed) return;
        options.onState?.('cut', error instanceof Error ? error : new Error(String(error)));
        again = setTimeout(begin, againMs);
      },
    );
  }
  begin();

  function follow(topic: Topic, follower: Follower): () => void {
    let stop: (() => void) | undefined;
    const start = (on: Live) => {
      // That the two fit each other was checked where they were given.
      stop = (on.follow as typeof follow)(topic, follower);
    };
    if (live === undefined) waiting.add(start);
    else start(live);
    return () => {
      waiting.delete(start);
      stop?.();
    };
  }

  /** A person who wants a terminal waits for the code as for the connection. */
  function openChannel(target: ChannelTarget): Promise<Channel> {
    if (live !== undefined) return live.openChannel(target);
    if (closed) return Promise.reject(new Error('the connection was closed'));
    return new Promise((resolve) => waiting.add((on) => resolve(on.openChannel(target))));
  }

  return {
    follow: follow as Live['follow'],
    openChannel,
    clock: () => (live === undefined ? Promise.reject(new Error('the connection is not there yet')) : live.clock()),
    retry: () => live?.retry(),
    close() {
      closed = true;
      clearTimeout(again);
      waiting.clear();
      live?.close();
    },
  };
}
