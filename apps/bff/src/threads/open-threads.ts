import type { TrainyardEvent } from '@trainyard/contracts/events';
import type { ControlOptions, ControlProtocol, Execute, Read, ReaderProtocol } from './protocol.ts';
import { startThread, verbsOf } from './start-threads.ts';

/** Heaps: control holds the live state of 100,000 jobs at most; the reader only what it answers. */
const controlMiB = 1_024;
const readerMiB = 256;
/** A thread that does not answer in this time is not ready. */
const answerMs = 5_000;

export interface Threads {
  execute: Execute;
  read: Read;
  /** seq of the newest event at the start. */
  seq: number;
  /** Starts the controllers. */
  start(): Promise<void>;
  /** Settles when a thread ended: with an error unless it was told to. */
  failed: Promise<Error | undefined>;
  answers(): Promise<boolean>;
  onEvents(listener: (events: TrainyardEvent[]) => void): void;
  onDesired(listener: (note: ControlProtocol['notes']['desired']) => void): void;
  onLog(listener: (line: string) => void): void;
  /** Stops control, commits what is open, ends both threads. */
  end(): Promise<void>;
}

/** Starts the conductor's thread and the reading thread on one database. Throws what opening it throws. */
export async function openThreads(base: string, options: ControlOptions): Promise<Threads> {
  const control = startThread<ControlProtocol>(base, 'control-worker', controlMiB);
  const reader = startThread<ReaderProtocol>(base, 'reader-worker', readerMiB);
  try {
    const eventListeners = new Set<(events: TrainyardEvent[]) => void>();
    control.caller.onNote('events', (text) => {
      const events = JSON.parse(text) as TrainyardEvent[];
      for (const listener of eventListeners) listener(events);
    });
    const { seq } = await control.caller.ask('open', options);
    await reader.caller.ask('open', { database: options.database });
    return {
      ...verbsOf(control.caller, reader.caller),
      seq,
      failed: Promise.race([control.ended, reader.ended]),
      async start() {
        await control.caller.ask('start', null);
      },
      async answers() {
        const late = new Promise<boolean>((resolve) => {
          setTimeout(() => resolve(false), answerMs).unref();
        });
        const both = Promise.all([control.caller.ask('ping', null), reader.caller.ask('ping', null)]);
        return Promise.race([
          both.then(
            () => true,
            () => false,
          ),
          late,
        ]);
      },
      onEvents: (listener) => void eventListeners.add(listener),
      onDesired: (listener) => void control.caller.onNote('desired', listener),
      onLog: (listener) => void control.caller.onNote('log', listener),
      async end() {
        try {
          await control.caller.ask('stop', null);
        } finally {
          await Promise.all([control.end(), reader.end()]);
        }
      },
    };
  } catch (error) {
    await Promise.all([control.end(), reader.end()]);
    throw error;
  }
}
