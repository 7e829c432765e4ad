import * as z from 'zod';
import type { TrainyardEvent } from './events.ts';
import type { Hole } from './log-frame.ts';
import type { SeriesFrame } from './series-frame.ts';
import type { JobVitals } from './vitals.ts';

/**
 * Topics of the `/live` namespace: `all`, `workspace:UID`, `cluster:UID`, `job:UID` carry events; `log:STREAM` carries bytes;
 * `series:job:UID`, `series:node:UID` and `series:cluster:UID` (all its nodes) carry samples; `heat:UID` the newest values of all
 * devices of a cluster; `vitals:UID` how the running jobs of a workspace fare.
 */
export const topic = z
  .string()
  .max(512)
  .regex(
    /^(all|workspace:[\w-]+|cluster:[\w-]+|job:[\w-]+|log:[\w/-]+|series:(job|node|cluster):[\w-]+|heat:[\w-]+|vitals:[\w-]+)$/,
    'not a topic',
  );

/** Client → server `subscribe`. `after`: the last seq (events) or the number of bytes (logs) the client has. */
export const subscribeRequest = z.strictObject({ topic, after: z.number().int().min(0).optional() });
export type SubscribeRequest = z.infer<typeof subscribeRequest>;

/** Answer to `subscribe`: where the topic stands, or why not. */
export type SubscribeAnswer =
  | { ok: true; topic: string; seq: number }
  | { ok: false; error: { code: string; message: string } };

/** Client → server `unsubscribe`. */
export const unsubscribeRequest = z.strictObject({ topic });

/**
 * Client → server `got`, for back-pressure: what the client has taken of a topic, the number of bytes (logs, after each delivery)
 * or the last seq (events, once it took `liveLimits.eventsPerGot` since it said so last).
 */
export const gotMessage = z.strictObject({ topic, through: z.number().int().min(0) });

/**
 * Server → client `events`. `prev` is the last seq sent to this subscriber on this topic: when it is not the one the client
 * saw last, something is missing and the client fetches again.
 */
export interface EventsDelivery {
  topic: string;
  prev: number;
  seq: number;
  events: TrainyardEvent[];
}

/** Server → client `mark`: caught up through `seq`; everything after is live. */
export interface MarkDelivery {
  topic: string;
  seq: number;
}

/** Server → client `log`: bytes from `offset`; `line` is the 0-based number of the line that holds the first byte. */
export interface LogDelivery {
  topic: string;
  offset: number;
  line: number;
  bytes: Uint8Array;
  /** [offset within `bytes`, agent's ms]: when what begins there was read; ascending. What comes before the first is not known. */
  marks: [number, number][];
  holes: Hole[];
  /** True once the stream is complete and this delivery reaches its end. */
  ended: boolean;
}

/** Server → client `series`. */
export interface SeriesDelivery {
  topic: string;
  frames: SeriesFrame[];
}

/**
 * Server → client `heat`: what changed of the newest values of a cluster's devices, at most once a second. Devices are numbered
 * from 0 as they are named; `bytes` is packed by series/heat.
 */
export interface HeatDelivery {
  topic: string;
  /** Server's ms. */
  at: number;
  /** True on the first of a subscription, and when the numbers begin anew: what was had before is forgotten. */
  whole: boolean;
  /** ms between the times at which agents send: what is as old as this is current. */
  every: number;
  /** Devices that are new (a GPU's uuid, or `host`), numbered on from those before, with the uid and number of their node. */
  added: { node: string; number: number; devices: string[] }[];
  /** Devices whose values are in `bytes`. */
  changed: number;
  /** Nodes whose newest time is in `bytes`. */
  heard: number;
  bytes: Uint8Array;
}

/** Server → client `vitals`: all units that run at the beginning and after each cut, then those that changed, at most once a second. */
export interface VitalsDelivery {
  topic: string;
  /** True on the first of a subscription: what is not in it does not run. */
  whole: boolean;
  vitals: JobVitals[];
  /** Units that run no more. */
  over: { job: string; unit: number }[];
}

/** Server → client `hello`, at each connection. */
export interface LiveHello {
  /** Which build of the portal this server gives out; another one than a page's own means that the page is old. Null: none is built. */
  build: string | null;
  /** Server's clock, ms since 1970. */
  at: number;
  /** seq of the newest event. */
  seq: number;
}

/** Server → client `beat`, every `liveLimits.beatMs`: the server is there and has nothing newer than `seq`. */
export interface LiveBeat {
  /** Server's clock, ms since 1970. */
  at: number;
  /** seq of the newest event. */
  seq: number;
}

/** Client → server `clock` (no argument); the answer to its acknowledgement: the server's clock, ms since 1970. */
export interface ClockAnswer {
  at: number;
}

/** Limits of the live door, each with its reason. */
export const liveLimits = {
  /** Subscriptions per connection: a wall of 64 tiles with four topics each. */
  topicsPerConnection: 256,
  /** Bytes of a log sent and not yet taken by the viewer: four frames of the largest size. */
  logWindowBytes: 1_048_576,
  /** Events in one delivery: keeps a delivery under about 512 KiB. */
  eventsPerDelivery: 500,
  /** Events sent and not yet taken before the server stops and replays later from the event log. */
  eventsWindow: 5_000,
  /** Events that a client takes before it says so: a tenth of the window keeps it moving, and a quiet topic costs no answers. */
  eventsPerGot: 500,
  /** ms between beats: a screen that lost its server says so within ten seconds, and a beat for hundreds of screens costs nothing. */
  beatMs: 5_000,
  /** ms between two deliveries of heat: agents sample once a second. */
  heatMs: 1_000,
  /** A cluster of more nodes is not asked for samples each second because somebody looks at it whole: ten seconds of it are one packet a node. */
  heatLiveNodes: 512,
} as const;
