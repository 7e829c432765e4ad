/** A process of viewers, started by ViewerPool: each has a connection of its own and takes every event. */
import { openLive } from '@trainyard/sdk/live';
import { io } from 'socket.io-client';
import { openCounting } from './counting-viewer.ts';
import { monotonicMs } from './monotonic.ts';
import type { Arrival, Told, ViewersOptions, Wait } from './viewer-pool.ts';

const { watched, viewers, timed } = JSON.parse(process.argv[2] ?? '') as ViewersOptions;
let came = 0;
let awaited = Number.POSITIVE_INFINITY;
let arrivals: Arrival[] = [];

const tell = (message: Told): void => void process.send?.(message);

function take(events: number): void {
  came += events;
  answer();
}

function takeTimed(events: readonly { at: number }[]): void {
  const arrived = monotonicMs();
  for (const { at } of events) arrivals.push([at, arrived]);
  take(events.length);
}

function answer(): void {
  if (came < awaited) return;
  came -= awaited;
  awaited = Number.POSITIVE_INFINITY;
  tell({ kind: 'came', arrivals });
  arrivals = [];
}

/** Opens one viewer that reads all, as a page does; settles when it follows. */
function openTimed(): Promise<void> {
  return new Promise((resolve, reject) => {
    if (watched.kind === 'naive') {
      const socket = io(watched.url, { transports: ['websocket'], forceNew: true });
      socket.on('connect', resolve);
      socket.on('connect_error', reject);
      socket.on('event', (event: { at: number }) => takeTimed([event]));
      return;
    }
    openLive({ url: watched.url, token: watched.token }).follow('all', {
      onMark: () => resolve(),
      onError: (error) => {
        throw error;
      },
      onEvents: takeTimed,
    });
  });
}

process.on('message', ({ events }: Wait) => {
  awaited = events;
  answer();
});
process.on('disconnect', () => process.exit());
for (let at = 0; at < viewers; at++) await (timed ? openTimed() : openCounting(watched, take));
tell({ kind: 'ready' });
