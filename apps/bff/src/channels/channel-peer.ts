import { type ChannelMessage, type ChannelPayloads, channelMessages } from '@trainyard/contracts/channel';
import { Fault } from '@trainyard/contracts/errors';
import type { Socket } from 'socket.io';
import type * as z from 'zod';
import { type Listener, listener } from '../live/socket-events.ts';

export type Payload<M extends ChannelMessage> = ChannelPayloads[M];

/** One half of a channel, as its connection tells it what comes. */
export interface ChannelHalf {
  take<M extends ChannelMessage>(message: M, payload: Payload<M>): void;
  /** The connection is gone. */
  cut(): void;
}

/** What carries the messages to a peer. */
export interface Wire {
  emit(message: string, payload: unknown): unknown;
}

/** A connection that channels end at: a person's or an agent's. What names no half of an open channel came too late and is let go. */
export class ChannelPeer<W extends Wire = Socket> {
  readonly socket: W;
  readonly #halves = new Map<string, ChannelHalf>();

  constructor(socket: W) {
    this.socket = socket;
  }

  /** Channels that are open or being opened. */
  get size(): number {
    return this.#halves.size;
  }

  /** Throws InvalidBody when the connection uses the id already. */
  add(id: string, half: ChannelHalf): void {
    if (this.#halves.has(id)) throw new Fault('InvalidBody', { faults: [`id: channel ${id} is open already`] });
    this.#halves.set(id, half);
  }

  remove(id: string): void {
    this.#halves.delete(id);
  }

  send<M extends ChannelMessage>(message: M, payload: Payload<M>): void {
    this.socket.emit(message, payload);
  }

  leave(): void {
    for (const half of [...this.#halves.values()]) half.cut();
    this.#halves.clear();
  }

  take<M extends ChannelMessage>(message: M, payload: Payload<M>): void {
    this.#halves.get(payload.id)?.take(message, payload);
  }
}

/** What a connection may say of its channels. */
export function forChannels(peer: () => ChannelPeer): Record<ChannelMessage, Listener> {
  const of = <M extends ChannelMessage>(message: M): Listener =>
    listener(channelMessages[message] as unknown as z.ZodType<Payload<M>>, (payload) => peer().take(message, payload));
  return {
    channelData: of('channelData'),
    channelGot: of('channelGot'),
    channelResize: of('channelResize'),
    channelExit: of('channelExit'),
    channelClose: of('channelClose'),
  };
}
