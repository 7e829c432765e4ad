import type { AppendResult } from '@trainyard/archive/logs/log-stream';
import type { Actor } from '@trainyard/contracts/actors';
import { fenceKey } from '@trainyard/contracts/attempt';
import {
  type ChannelAnswer,
  channelMessageNames,
  type TaskChannelRequest,
  taskChannelRequest,
} from '@trainyard/contracts/channel';
import { Fault } from '@trainyard/contracts/errors';
import type { TrainyardEvent } from '@trainyard/contracts/events';
import { type Cadence, type Desired, fleetLimits, type Report, report } from '@trainyard/contracts/fleet';
import { type LogFrame, logFrame, type StoredThrough } from '@trainyard/contracts/log-frame';
import { type SeriesFrame, seriesFrame } from '@trainyard/contracts/series-frame';
import type { DesiredSet } from '@trainyard/control/interface';
import type { Socket } from 'socket.io';
import * as z from 'zod';
import { ChannelPeer, forChannels } from '../channels/channel-peer.ts';
import { type Channels, refusedChannel } from '../channels/channels.ts';
import type { Doors } from '../doors.ts';
import type { SeriesHub } from '../live/series-hub.ts';
import { type Listener, listener } from '../live/socket-events.ts';
import { SentDesired } from './sent-desired.ts';
import { StreamRights } from './stream-rights.ts';

/** Frames of samples in one message: eight times what an agent sends at once. */
const seriesFrames = z.array(seriesFrame).max(512);
/** An agent has at most 4 MiB of log bytes unacknowledged; twice that in memory means that it ignores the limit. */
const heldBytesMost = 2 * fleetLimits.unackedBytes;
/** What a frame takes besides its bytes: an end without any is held too. */
const frameBytes = 512;
/** How often a full disk is tried again. */
const fullDiskMs = 1_000;
/** Reports that wait for their commit; an agent has one under way. */
const openReportsMost = 16;

export interface AgentLinkPorts extends Pick<Doors, 'read' | 'execute' | 'archive' | 'clock' | 'logger'> {
  series: SeriesHub;
  count: { logBytes(bytes: number): void; refused(): void };
  channels: Channels;
  /** The node sends this stream: its acknowledgements go there. */
  sends?(nodeUid: string, stream: string): void;
}

/** What an agent may send once it is welcome. */
export const agentMessages = [
  'report',
  'log',
  'series',
  'resync',
  'beat',
  'channelOpen',
  ...channelMessageNames,
] as const;
export type AgentMessage = (typeof agentMessages)[number];

/** An agent that has proved itself, for as long as its connection lasts. */
export class AgentLink {
  readonly nodeUid: string;
  readonly clusterUid: string;
  readonly actor: Actor;
  /** Bearer token of this connection for files. */
  readonly fileToken: string;
  readonly rights: StreamRights;
  readonly socket: Socket;
  /** Where channels into this node end, and those that its tasks open. */
  readonly channels: ChannelPeer;
  readonly #ports: AgentLinkPorts;
  readonly #sent = new SentDesired();
  #desired: DesiredSet | undefined;
  #welcomed = false;
  #cadence: Cadence = 'batch';
  #heard: number;
  #cancelWatch: (() => void) | undefined;
  /** Frames of a stream are taken one after the other: an answer of one may decide about the next. */
  readonly #frames = new Map<string, Promise<void>>();
  #heldBytes = 0;
  #openReports = 0;
  #stored = new Map<string, number>();

  constructor(
    socket: Socket,
    node: { uid: string; name: string; clusterUid: string },
    fileToken: string,
    ports: AgentLinkPorts,
  ) {
    this.socket = socket;
    this.channels = new ChannelPeer(socket);
    this.nodeUid = node.uid;
    this.clusterUid = node.clusterUid;
    this.actor = { kind: 'agent', id: node.uid, name: node.name, via: 'fleet' };
    this.fileToken = fileToken;
    this.rights = new StreamRights(node.uid, ports.read);
    this.#ports = ports;
    this.#heard = ports.clock.monotonic();
  }

  /** What the agent may send once it is welcome. */
  readonly listeners: Record<AgentMessage, Listener> = {
    ...forChannels(() => this.channels),
    channelOpen: listener(taskChannelRequest, (request) => this.#openChannel(request), refusedChannel),
    report: listener(report, (given) => this.#report(given)),
    log: listener(logFrame, (frame) => this.#log(frame)),
    series: listener(seriesFrames, (frames) => this.#series(frames)),
    resync: listener(z.undefined(), () => this.#resync()),
    beat: listener(z.undefined(), () => undefined),
  };

  /** A task starts a process on another node of its gang: it is its own agent that speaks for it. */
  async #openChannel({ id, from, target }: TaskChannelRequest): Promise<ChannelAnswer> {
    if ((await this.rights.ofTask(from)) !== 'own') throw new Fault('NotThisAgent');
    const key = fenceKey(from);
    const actor: Actor = { kind: 'task', id: key, name: key, via: 'fleet' };
    return this.#ports.channels.open({ opener: this.channels, id, target, actor, from });
  }

  /** The first full set, for the welcome; from then on differences are sent. */
  welcome(): { desired: Desired; cadence: Cadence } {
    this.#welcomed = true;
    // Behind the welcome on the wire: an agent hears nothing before it.
    setImmediate(() => {
      if (this.socket.connected) this.#ports.channels.join(this.nodeUid, this.channels);
    });
    const full = this.#resync();
    this.#cadence = this.#wantedCadence();
    this.#watch();
    return { desired: full, cadence: this.#cadence };
  }

  /** Any packet is a sign of life. */
  heard(): void {
    this.#heard = this.#ports.clock.monotonic();
  }

  /** Sets carry the seq of the event that they follow: one that was overtaken says nothing new. */
  wants(desired: DesiredSet): void {
    if (this.#desired && desired.seq < this.#desired.seq) return;
    this.#desired = desired;
    if (!this.#welcomed) return;
    for (const delta of this.#sent.deltas(desired)) this.socket.emit('desired', delta);
    this.adjustCadence();
  }

  /** Whether one of its tasks names this content. */
  mayFetch(sha256: string): boolean {
    const tasks = this.#desired?.tasks ?? [];
    return tasks.some(({ plan: { files, restore, inputDirectories } }) => {
      const inputs = inputDirectories.flatMap((input) => ('files' in input ? input.files : []));
      return [...files, ...restore, ...inputs].some((file) => file.sha256 === sha256);
    });
  }

  adjustCadence(): void {
    const wanted = this.#wantedCadence();
    if (!this.#welcomed || wanted === this.#cadence) return;
    this.#cadence = wanted;
    this.socket.emit('cadence', wanted);
  }

  /** Tells what is on the disk; several streams of one moment are one message. */
  stored({ stream, through }: StoredThrough): void {
    if (this.#stored.size === 0) setImmediate(() => this.#sendStored());
    this.#stored.set(stream, through);
  }

  onEvents(events: readonly TrainyardEvent[]): void {
    this.rights.onEvents(events);
  }

  close(): void {
    this.#ports.channels.leave(this.nodeUid, this.channels);
    this.#cancelWatch?.();
  }

  #sendStored(): void {
    const stored = [...this.#stored].map(([stream, through]) => ({ stream, through }));
    this.#stored.clear();
    this.socket.emit('stored', stored);
  }

  #wantedCadence(): Cadence {
    return this.#ports.series.isWatched(this, this.#sent.jobs()) ? 'live' : 'batch';
  }

  #resync(): Desired {
    if (!this.#desired) throw new Fault('NodeNotFound', { name: this.nodeUid });
    return this.#sent.full(this.#desired);
  }

  async #report(given: Report): Promise<{ n: number } | undefined> {
    if (this.#openReports >= openReportsMost) throw new Fault('InvalidBody', { faults: ['too many reports at once'] });
    this.#openReports += 1;
    try {
      return await this.#ports.execute('node.report', { nodeUid: this.nodeUid, report: given }, this.actor);
    } catch (error) {
      // Without an answer the agent would wait long; a new connection says everything again, or is refused with the reason.
      this.#ports.logger.warn({ err: error, nodeUid: this.nodeUid }, 'a report could not be taken');
      this.socket.disconnect(true);
      return undefined;
    } finally {
      this.#openReports -= 1;
    }
  }

  #log(frame: LogFrame): undefined {
    const bytes = frame.bytes.byteLength + frameBytes;
    this.#heldBytes += bytes;
    if (this.#heldBytes > heldBytesMost) {
      this.#ports.logger.warn({ nodeUid: this.nodeUid }, 'an agent sends more log bytes than it may');
      this.socket.disconnect(true);
    }
    const { stream } = frame;
    const taken = (this.#frames.get(stream) ?? Promise.resolve())
      .then(() => this.#take(frame))
      .catch((error: unknown) => {
        this.#ports.logger.warn({ err: error, stream }, 'a log frame was not stored');
        // The next welcome tells the agent where to go on.
        this.socket.disconnect(true);
      })
      .finally(() => {
        this.#heldBytes -= bytes;
        if (this.#frames.get(stream) === taken) this.#frames.delete(stream);
      });
    this.#frames.set(stream, taken);
    return undefined;
  }

  async #take(frame: LogFrame): Promise<void> {
    if (!this.socket.connected) return;
    const right = await this.rights.ofStream(frame.stream);
    if (right !== 'own') {
      // A stale attempt is dropped from the desired set, which stops it; its last bytes may still be on their way.
      this.#ports.count.refused();
      if (right === 'foreign') throw new Fault('NotThisAgent');
      return;
    }
    this.#ports.sends?.(this.nodeUid, frame.stream);
    const result = await this.#append(frame);
    this.#ports.count.logBytes(frame.bytes.byteLength);
    if ('expected' in result) throw new Fault('OffsetMismatch', { stored: result.expected });
  }

  /** While the disk is full the frame waits here and the agent keeps the rest: its window is used up. */
  async #append(frame: LogFrame): Promise<AppendResult> {
    for (;;) {
      try {
        return await this.#ports.archive.logs.append(frame);
      } catch (error) {
        if (!(error instanceof Fault && error.code === 'StorageFull') || !this.socket.connected) throw error;
        this.#ports.logger.error({ stream: frame.stream }, error.message);
        await new Promise<void>((resolve) => this.#ports.clock.setTimeout(resolve, fullDiskMs));
      }
    }
  }

  async #series(frames: SeriesFrame[]): Promise<{ ok: boolean }> {
    const own: SeriesFrame[] = [];
    for (const frame of frames) {
      if (frame.nodeUid !== this.nodeUid) throw new Fault('InvalidBody', { faults: ['samples of another node'] });
      const right = frame.fence ? await this.rights.ofTask(frame.fence) : 'own';
      if (right === 'own') own.push(frame);
      else this.#ports.count.refused();
    }
    if (own.length === 0) return { ok: false };
    await this.#ports.archive.series.append(own);
    this.#ports.series.publish(this, own);
    return { ok: own.length === frames.length };
  }

  /** Looks once when the silence could be over its limit, not each second. */
  #watch(): void {
    const left = this.#heard + fleetLimits.silenceMs - this.#ports.clock.monotonic();
    if (left <= 0) {
      this.#ports.logger.warn({ nodeUid: this.nodeUid }, 'an agent fell silent');
      this.socket.disconnect(true);
      return;
    }
    this.#cancelWatch = this.#ports.clock.setTimeout(() => this.#watch(), left);
  }
}
