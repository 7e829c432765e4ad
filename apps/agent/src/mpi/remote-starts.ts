import type { Fence } from '@trainyard/contracts/attempt';
import type { ChannelAnswer, ChannelMessage, ChannelPayloads, TaskChannelRequest } from '@trainyard/contracts/channel';
import { Fault } from '@trainyard/contracts/errors';
import { type Channel, OpenedChannel, type SendMessage } from '@trainyard/sdk/channel';

export interface RemoteStartsPort {
  send: SendMessage;
  ask(request: TaskChannelRequest): Promise<ChannelAnswer>;
  node: string;
}

/** Channels that the tasks of this node opened into other nodes of their gangs. */
export class RemoteStarts {
  readonly #port: RemoteStartsPort;
  readonly #open = new Map<string, OpenedChannel>();
  #next = 0;

  constructor(port: RemoteStartsPort) {
    this.#port = port;
  }

  /** Starts a command in another task of the same attempt, where it lives on when the channel is cut. Throws the server's refusal as a Fault. */
  async open(from: Fence, task: number, command: string[]): Promise<Channel> {
    // The server names its halves by uid: none begins so.
    const id = `from-${++this.#next}`;
    const channel = new OpenedChannel(id, this.#port.send, () => this.#open.delete(id));
    this.#open.set(id, channel);
    const place = { kind: 'task', fence: { ...from, task }, terminal: null, lasting: true } as const;
    const answer = await this.#ask({ id, from, target: { ...place, command } });
    if (answer.ok) return channel;
    const fault = Fault.fromBody({ error: answer.error });
    channel.cut(fault);
    throw fault;
  }

  take<M extends ChannelMessage>(message: M, payload: ChannelPayloads[M]): void {
    this.#open.get(payload.id)?.take(message, payload);
  }

  room(): void {
    for (const channel of this.#open.values()) channel.wake();
  }

  /** The connection to the server is gone. */
  cut(): void {
    const fault = new Fault('ChannelCut', { node: this.#port.node });
    for (const channel of [...this.#open.values()]) channel.cut(fault);
  }

  async #ask(request: TaskChannelRequest): Promise<ChannelAnswer> {
    try {
      return await this.#port.ask(request);
    } catch {
      const { code, params, message } = new Fault('ChannelCut', { node: this.#port.node });
      return { ok: false, error: { code, params, message } };
    }
  }
}
