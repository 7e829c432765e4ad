import { type ChannelAnswer, type ChannelRequest, channelRequest } from '@trainyard/contracts/channel';
import { Fault } from '@trainyard/contracts/errors';
import type { TrainyardEvent } from '@trainyard/contracts/events';
import {
  type ClockAnswer,
  type EventsDelivery,
  gotMessage,
  type LiveHello,
  liveLimits,
  type SubscribeAnswer,
  type SubscribeRequest,
  subscribeRequest,
  unsubscribeRequest,
} from '@trainyard/contracts/live';
import type { Namespace, Socket } from 'socket.io';
import * as z from 'zod';
import type { Credentials } from '../access/authenticate.ts';
import { maySee, sightOf } from '../access/authorise.ts';
import { authoriseTarget } from '../channels/authorise-target.ts';
import { ChannelPeer, forChannels } from '../channels/channel-peer.ts';
import { type Channels, refusedChannel } from '../channels/channels.ts';
import type { Doors } from '../doors.ts';
import { VitalsFeed } from '../vitals/vitals-feed.ts';
import { startBeat } from './beat.ts';
import { EventChannels } from './event-channels.ts';
import { EventFeed } from './event-feed.ts';
import type { EventHub } from './event-hub.ts';
import { HeatFeed } from './heat-feed.ts';
import type { HeatHub } from './heat-hub.ts';
import { LogFeed } from './log-feed.ts';
import { SeriesFeed } from './series-feed.ts';
import type { SeriesHub } from './series-hub.ts';
import { createSharedSender } from './shared-packet.ts';
import { type Listener, listener, listenTo } from './socket-events.ts';
import { openTopic, type Topic } from './topics.ts';

export interface LivePorts extends Pick<Doors, 'read' | 'archive' | 'authenticate' | 'logger' | 'clock' | 'vitals'> {
  hub: EventHub;
  series: SeriesHub;
  heat: HeatHub;
  relay: Channels;
  /** Id of the portal that is served now; null when none is. */
  build(): Promise<string | null>;
  /** Told of each connection, so that it ends with what it rests on. */
  admitted(socket: Socket, credentials: Credentials): void;
}

/** What the viewers of one door have in common. */
interface Common extends LivePorts {
  channels: EventChannels;
  sendEvents(socket: Socket, delivery: EventsDelivery): void;
}

interface Feed {
  start(): void;
  close(): void;
  got?(through: number): void;
}

/** The namespace for people and screens: contracts/live. The answered function ends its beat. */
export function openLiveDoor(namespace: Namespace, ports: LivePorts): () => void {
  const common: Common = {
    ...ports,
    channels: new EventChannels({ hub: ports.hub, clock: ports.clock, defer: setImmediate }),
    sendEvents: createSharedSender(namespace.name, 'events'),
  };
  namespace.use((socket, next) => {
    const { headers, auth } = socket.handshake;
    ports.authenticate({ headers, token: auth.token, via: auth.via }).then(
      (credentials) => {
        socket.data.credentials = credentials;
        next();
      },
      (error: unknown) => next(refusal(error, ports)),
    );
  });
  namespace.on('connection', (socket) => {
    const credentials: Credentials = socket.data.credentials;
    ports.admitted(socket, credentials);
    const viewer = new Viewer(socket, credentials, common);
    listenTo(socket, ports.logger, viewer.listeners);
    socket.on('disconnect', () => viewer.leave());
    void greet(socket, ports);
  });
  return startBeat({ clock: ports.clock, hub: ports.hub, send: (beat) => namespace.emit('beat', beat) });
}

/** Says what a page wants to know at each connection: whether it is old, what time it is, what it may have missed. */
async function greet(socket: Socket, { build, clock, hub }: LivePorts): Promise<void> {
  const id = await build();
  socket.emit('hello', { build: id, at: clock.now(), seq: hub.seq } satisfies LiveHello);
}

function refusal(error: unknown, { logger }: Pick<LivePorts, 'logger'>): Error {
  const fault = error instanceof Fault ? error : new Fault('Internal', { request: 'live' });
  if (fault !== error) logger.error({ err: error }, 'a live connection could not be checked');
  return Object.assign(new Error(fault.message), { data: fault.toBody() });
}

/** One connection and what it follows. */
class Viewer {
  readonly #socket: Socket;
  readonly #credentials: Credentials;
  readonly #ports: Common;
  readonly #peer: ChannelPeer;
  readonly #feeds = new Map<string, Feed>();
  /** Grows with each wish about a topic: an answer that comes after a newer wish is dropped. */
  readonly #wishes = new Map<string, number>();
  #wish = 0;

  constructor(socket: Socket, credentials: Credentials, ports: Common) {
    this.#socket = socket;
    this.#peer = new ChannelPeer(socket);
    this.#credentials = credentials;
    this.#ports = ports;
  }

  readonly listeners: Record<string, Listener> = {
    ...forChannels(() => this.#peer),
    channelOpen: listener(channelRequest, (request) => this.#openChannel(request), refusedChannel),
    subscribe: listener(
      subscribeRequest,
      (request) => this.#subscribe(request),
      ({ code, message }) => ({ ok: false, error: { code, message } }) satisfies SubscribeAnswer,
    ),
    unsubscribe: listener(unsubscribeRequest, ({ topic }) => {
      this.#drop(topic);
      return { ok: true };
    }),
    got: listener(gotMessage, ({ topic, through }) => this.#feeds.get(topic)?.got?.(through)),
    clock: listener(z.undefined(), () => ({ at: this.#ports.clock.now() }) satisfies ClockAnswer),
  };

  leave(): void {
    this.#peer.leave();
    for (const topic of [...this.#feeds.keys(), ...this.#wishes.keys()]) this.#drop(topic);
  }

  async #openChannel({ id, target }: ChannelRequest): Promise<ChannelAnswer> {
    const { actor } = this.#credentials;
    await authoriseTarget(this.#ports, actor, target);
    return this.#ports.relay.open({ opener: this.#peer, id, target, actor, from: null });
  }

  #drop(topic: string): void {
    this.#feeds.get(topic)?.close();
    this.#feeds.delete(topic);
    this.#wishes.delete(topic);
  }

  async #subscribe({ topic, after }: SubscribeRequest): Promise<SubscribeAnswer> {
    const open = new Set([...this.#feeds.keys(), ...this.#wishes.keys()]);
    if (!open.has(topic) && open.size >= liveLimits.topicsPerConnection) {
      throw new Fault('TooManyStreams', { limit: liveLimits.topicsPerConnection });
    }
    this.#drop(topic);
    const wish = ++this.#wish;
    this.#wishes.set(topic, wish);
    try {
      const found = await openTopic(this.#ports, this.#credentials.actor, topic);
      const seq = await this.#seqOf(found);
      if (this.#wishes.get(topic) !== wish) throw new Fault('TopicNotFound', { name: topic });
      const feed = this.#feed(topic, found, after);
      this.#feeds.set(topic, feed);
      // The answer goes out first, then the deliveries.
      setImmediate(() => this.#feeds.get(topic) === feed && feed.start());
      return { ok: true, topic, seq };
    } finally {
      if (this.#wishes.get(topic) === wish) this.#wishes.delete(topic);
    }
  }

  async #seqOf(topic: Topic): Promise<number> {
    if (topic.kind === 'log') return (await this.#ports.archive.logs.info(topic.stream))?.bytes ?? 0;
    return this.#ports.hub.seq;
  }

  #feed(name: string, topic: Topic, after: number | undefined): Feed {
    const socket = this.#socket;
    const failed = (error: unknown): void => {
      this.#ports.logger.error({ err: error, topic: name }, 'a live topic failed');
      // The client comes back and resumes where it is.
      socket.disconnect(true);
    };
    if (topic.kind === 'series') {
      return new SeriesFeed(name, topic, {
        series: this.#ports.series,
        deliver: (delivery, taken) => socket.emit('series', delivery, taken),
      });
    }
    if (topic.kind === 'heat') {
      return new HeatFeed(name, topic.uid, {
        heat: this.#ports.heat,
        clock: this.#ports.clock,
        deliver: (delivery, taken) => socket.emit('heat', delivery, taken),
      });
    }
    if (topic.kind === 'vitals') {
      return new VitalsFeed(name, topic.workspaceUid, {
        book: this.#ports.vitals,
        clock: this.#ports.clock,
        deliver: (delivery, taken) => socket.emit('vitals', delivery, taken),
      });
    }
    if (topic.kind === 'log') {
      const { logs } = this.#ports.archive;
      return new LogFeed(name, after ?? 0, {
        info: () => logs.info(topic.stream),
        read: (from, to) => logs.read(topic.stream, from, to),
        onAppended: (listener) => logs.onAppended(topic.stream, listener),
        deliver: (delivery) => socket.emit('log', delivery),
        failed,
      });
    }
    const { hub, read, channels, sendEvents } = this.#ports;
    const { filter } = topic;
    const { actor } = this.#credentials;
    const seen = (event: TrainyardEvent): boolean => maySee(actor, event);
    return new EventFeed(name, filter, after, {
      hub,
      replay: (of, from, limit) => read('event.after', { filter: of, after: from, limit }),
      maySee: seen,
      join: (member) => channels.join({ topic: name, filter, sight: sightOf(actor), maySee: seen }, member),
      deliver: (delivery) => sendEvents(socket, delivery),
      mark: (mark) => socket.emit('mark', mark),
      failed,
    });
  }
}
