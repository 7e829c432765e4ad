import { Worker } from 'node:worker_threads';
import { type Caller, callOver, type Protocol } from '@trainyard/runtime/node/worker-port';
import { faultCodec } from './faults.ts';
import type { ControlProtocol, Execute, Read, ReaderProtocol } from './protocol.ts';

/** A thread and the way to talk to it. */
export interface Thread<P extends Protocol> {
  caller: Caller<P>;
  /** Settles when the thread ended; with an error when nobody asked it to. */
  readonly ended: Promise<Error | undefined>;
  end(): Promise<void>;
}

/** Most of a thread's heap for what is young, MiB: an idle thread takes a tenth of it, a busy one collects a tenth as often. */
const youngMiB = 32;

/**
 * Starts a worker beside `base` (the entry point's own address), with the same ending: .ts from source, .js from a bundle.
 * Its old generation may grow to `oldMiB`.
 */
export function startThread<P extends Protocol>(base: string, name: string, oldMiB: number): Thread<P> {
  const worker = new Worker(entryBeside(base, name), {
    name,
    // Not the flags of whoever started us: source maps alone would cost 40 MB a thread.
    execArgv: [],
    resourceLimits: { maxYoungGenerationSizeMb: youngMiB, maxOldGenerationSizeMb: oldMiB },
  });
  const caller = callOver<P>(worker, faultCodec);
  let asked = false;
  let failure: Error | undefined;
  worker.on('error', (error) => {
    failure = error instanceof Error ? error : new Error(String(error));
  });
  const ended = new Promise<Error | undefined>((resolve) => {
    worker.on('exit', (code) => {
      const error = failure ?? new Error(`the ${name} thread ended with code ${code}`);
      caller.fail(error);
      resolve(asked ? undefined : error);
    });
  });
  return {
    caller,
    ended,
    async end() {
      asked = true;
      await worker.terminate();
    },
  };
}

/** The address of another entry point of this app. */
export function entryBeside(base: string, name: string): URL {
  return new URL(`./${name}.${base.endsWith('.ts') ? 'ts' : 'js'}`, base);
}

/** Typed verbs over the two threads. */
export function verbsOf(
  control: Caller<ControlProtocol>,
  reader: Caller<ReaderProtocol>,
): { execute: Execute; read: Read } {
  return {
    execute: async (name, input, actor) => JSON.parse(await control.ask('execute', { name, input, actor })),
    read: (name, input) => reader.ask(name, input as never) as never,
  };
}
