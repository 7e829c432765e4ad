import type { ChannelAnswer, ChannelMessage, ChannelPayloads, ChannelStart } from '@trainyard/contracts/channel';
import type { Clock } from '@trainyard/runtime/clock';
import type { FleetLink } from '@trainyard/sdk/fleet-link';
import type { NodeEntry } from '../executors/enter.ts';
import { RemoteStarts } from '../mpi/remote-starts.ts';
import type { TaskRun } from '../tasks/run.ts';
import type { NodeVariables } from '../tasks/variables.ts';
import { ChannelTable } from './channel-table.ts';

export interface NodeChannelsPort {
  nodeHome: string;
  node: NodeVariables;
  entry: NodeEntry;
  clock: Clock;
  link: Pick<FleetLink, 'channel' | 'openChannel'>;
  task(key: string): TaskRun | undefined;
  onProblem(what: string, error: unknown): void;
}

/** Both ends that a node has of channels: those that lead into it, and those that its tasks open into others. */
export class NodeChannels {
  /** What the tasks of this node started elsewhere. */
  readonly remoteStarts: RemoteStarts;
  readonly #port: NodeChannelsPort;
  readonly #table: ChannelTable;

  constructor(port: NodeChannelsPort) {
    const { link, node } = port;
    const send: NodeChannelsPort['link']['channel'] = (message, payload) => link.channel(message, payload);
    this.#port = port;
    this.#table = new ChannelTable({ ...port, send });
    this.remoteStarts = new RemoteStarts({ send, ask: (request) => link.openChannel(request), node: node.nodeUid });
  }

  /** Ends what the channels of an agent that died left running. */
  sweep(): void {
    this.#table
      .sweep()
      .catch((error: unknown) => this.#port.onProblem('channels of an earlier agent could not be swept', error));
  }

  start(start: ChannelStart): Promise<ChannelAnswer> {
    return this.#table.start(start);
  }

  take<M extends ChannelMessage>(message: M, payload: ChannelPayloads[M]): void {
    if (!this.#table.take(message, payload)) this.remoteStarts.take(message, payload);
  }

  /** The connection may have room again. */
  room(): void {
    this.#table.room();
    this.remoteStarts.room();
  }

  /** The connection is gone. Resolves when nothing of it runs here. */
  async cut(): Promise<void> {
    this.remoteStarts.cut();
    await this.#table.cut();
  }
}
