import type { Socket } from 'node:net';
import { type ErrorCode, Fault } from '@trainyard/contracts/errors';
import type { Clock } from '@trainyard/runtime/clock';
import type { Channel } from '@trainyard/sdk/channel';
import { Deferred } from '../deferred.ts';
import { encodeFrame, type Frame, frameKinds, type RemoteRequest } from './frames.ts';
import { endCommand, readEnd, startCommand, waitCommand } from './started.ts';

/** Refusals that no waiting changes: the other task is over, or never was ours. Everything else is a connection that comes back. */
const final: readonly ErrorCode[] = [
  'StaleAttempt',
  'TaskNotRunning',
  'JobNotFound',
  'NodeNotFound',
  'Forbidden',
  'InvalidBody',
];
/** Between two tries: a server that restarts is back within seconds. */
const againMs = 500;

export interface RemoteRunPort {
  clock: Clock;
  open(task: number, command: string[]): Promise<Channel>;
  note(line: string): void;
}

/**
 * One command that a task runs on another node of its job, from its start to its end. A cut, of this agent, of the other or of the
 * server, ends what it says but not what it does: afterwards its end is asked for.
 */
export class RemoteRun {
  readonly #port: RemoteRunPort;
  readonly #task: number;
  readonly #request: RemoteRequest;
  readonly #socket: Socket;
  /** The one that started it: what the caller writes goes there. */
  readonly #started = new Deferred<Channel>();
  #channel: Channel | undefined;
  #over = false;

  constructor(port: RemoteRunPort, task: number, request: RemoteRequest, socket: Socket) {
    this.#port = port;
    this.#task = task;
    this.#request = request;
    this.#socket = socket;
  }

  /** Its exit code; null when it ended without one. Throws why it could not be run. */
  async end(input: AsyncGenerator<Frame>): Promise<number | null> {
    this.#socket.once('close', () => void this.#callerGone());
    void this.#passInput(input).catch(() => {});
    try {
      return await this.#untilEnd();
    } finally {
      this.#over = true;
    }
  }

  async #untilEnd(): Promise<number | null> {
    for (let again = this.#request.again; ; again = true) {
      try {
        const ended = again ? await this.#ask() : 'never';
        if (ended !== 'never') return ended === 'gone' ? null : ended;
        return await this.#start();
      } catch (error) {
        if (this.#socket.destroyed || (error instanceof Fault && final.includes(error.code))) throw error;
        this.#port.note(`remote start: ${(error as Error).message}; asks again how it ended`);
        await new Promise<void>((resolve) => this.#port.clock.setTimeout(resolve, againMs));
      }
    }
  }

  async #start(): Promise<number | null> {
    const { id, line } = this.#request;
    const channel = await this.#open(startCommand(id, line));
    this.#started.resolve(channel);
    for await (const { fd, bytes } of channel) await this.#write(encodeFrame(frameKinds[fd], bytes));
    return (await channel.ended).exitCode;
  }

  async #ask(): Promise<number | 'never' | 'gone'> {
    const channel = await this.#open(waitCommand(this.#request.id));
    let said = '';
    for await (const { fd, bytes } of channel) if (fd === 'stdout') said += Buffer.from(bytes).toString();
    await channel.ended;
    return readEnd(said);
  }

  async #open(command: string[]): Promise<Channel> {
    this.#channel = undefined;
    const channel = await this.#port.open(this.#task, command);
    this.#channel = channel;
    if (this.#socket.destroyed) channel.close();
    return channel;
  }

  /** The caller was killed: so is what it started, also where only its end was still waited for. */
  async #callerGone(): Promise<void> {
    if (this.#over) return;
    this.#channel?.close();
    const channel = await this.#port.open(this.#task, endCommand(this.#request.id)).catch(() => undefined);
    await channel?.ended.catch(() => {});
  }

  async #passInput(frames: AsyncGenerator<Frame>): Promise<void> {
    for await (const { kind, payload } of frames) {
      if (kind !== frameKinds.stdin) continue;
      const channel = await this.#started.promise;
      if (payload.length === 0) await channel.end();
      else await channel.write(payload);
    }
  }

  #write(bytes: Uint8Array): Promise<void> {
    return new Promise((resolve) => {
      if (this.#socket.destroyed) resolve();
      else this.#socket.write(bytes, () => resolve());
    });
  }
}
