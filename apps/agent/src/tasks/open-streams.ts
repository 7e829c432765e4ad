import { join } from 'node:path';
import { taskStream } from '@trainyard/contracts/log-frame';
import { streamFile } from '../executors/wrapper.ts';
import type { TaskRecord } from '../journal.ts';
import type { LogPump } from '../logs/pump.ts';
import { processBase, type TaskLayout } from './layout.ts';
import type { TaskLogs } from './step.ts';

type Phase = 'agent' | 'preparation' | 'run';

export interface StreamsPort {
  record: TaskRecord;
  layout: TaskLayout;
  pump: LogPump;
  /** The server wants nothing of the task any more. */
  dropped: AbortSignal;
}

/** The streams of a task that are on their way to the server. */
export class OpenStreams implements TaskLogs {
  readonly #port: StreamsPort;
  readonly #names: string[] = [];
  /** Nothing is written any more. */
  ended = false;

  constructor(port: StreamsPort) {
    this.#port = port;
  }

  add(phase: Phase, process: number): void {
    this.#open(phase, process, 'stdout');
    if (phase !== 'agent') this.#open(phase, process, 'stderr');
  }

  async finish(): Promise<void> {
    this.#addKnown();
    this.ended = true;
    await this.#port.pump.finish(this.#names);
  }

  /** Sends nothing more. */
  remove(): void {
    this.#port.pump.remove(this.#names);
  }

  #open(phase: Phase, process: number, fd: 'stdout' | 'stderr'): void {
    const { record, layout, pump, dropped } = this.#port;
    const base = phase === 'agent' ? join(layout.run, 'agent') : processBase(layout, phase, process);
    const stream = taskStream(record.plan.fence, phase, process, fd);
    if (dropped.aborted || this.#names.includes(stream)) return;
    this.#names.push(stream);
    const inode = pump.add(stream, streamFile(base, fd), record.inodes[stream]);
    if (inode) record.inodes[stream] = inode;
  }

  /** Streams that an earlier agent opened and this one did not need to touch until now. */
  #addKnown(): void {
    for (const stream of Object.keys(this.#port.record.inodes)) {
      const [phase, process, fd] = stream.split('/').slice(4) as [Phase, string, 'stdout' | 'stderr'];
      this.#open(phase, Number(process), fd);
    }
  }
}
