// @ts-check
/** How ranks find each other: rank 0 listens, the others connect, and a handshake keeps strangers out. */
import { connect, createServer } from 'node:net';
import { Channel, Kind } from './channel.mjs';

const PROTOCOL = 'trainyard-digits/1';
/** Pause between attempts to reach a rank 0 that does not listen yet. */
const RETRY_MS = 200;
/** A connection that does not introduce itself within this time is dropped. */
const HELLO_MS = 10_000;

/** @typedef {import('./group.mjs').GroupOptions} GroupOptions */
/** @typedef {{ protocol: string, rank: number, world: number, step: number, settings: string }} Hello */

/**
 * Rank 0: listens until every other rank has joined, then stops listening. A stranger or a rank of another run is
 * refused and the wait goes on.
 * @param {GroupOptions} options
 * @returns {Promise<Map<number, Channel>>} in order of rank @throws {Error} naming the ranks missing at the deadline
 */
export async function acceptRanks(options) {
  /** @type {Map<number, Channel>} */ const joined = new Map();
  try {
    await gather(joined, options);
  } catch (error) {
    for (const channel of joined.values()) {
      channel.sendJson(Kind.abort, { reason: /** @type {Error} */ (error).message });
      await channel.close();
    }
    throw error;
  }
  return new Map([...joined].sort(([a], [b]) => a - b));
}

/** @param {Map<number, Channel>} joined is filled @param {GroupOptions} options */
async function gather(joined, options) {
  const server = createServer();
  /** @type {Set<Channel>} */ const waiting = new Set();
  try {
    const port = await listen(server, options);
    options.onListening?.(port);
    await allJoined(server, { joined, waiting }, options);
  } finally {
    server.close();
    // One that has not said a word would keep the process of a finished run alive.
    for (const channel of waiting) channel.socket.destroy(new Error('rank 0 no longer waits for ranks'));
  }
}

/**
 * Listens on the address the others use, or on every address when that one is not this machine's own (behind NAT).
 * @param {import('node:net').Server} server @param {GroupOptions} options @returns {Promise<number>} the port
 */
async function listen(server, { host, port }) {
  /** @param {string | undefined} address */
  const attempt = (address) =>
    new Promise((resolve, reject) => {
      server.once('error', reject);
      server.listen({ port, host: address }, () => {
        server.off('error', reject);
        resolve(undefined);
      });
    });
  try {
    await attempt(host);
  } catch (error) {
    const { code, message } = /** @type {NodeJS.ErrnoException} */ (error);
    if (code !== 'EADDRNOTAVAIL' && code !== 'ENOTFOUND') {
      throw new Error(`rank 0 cannot listen on ${host}:${port}: ${message}`, { cause: error });
    }
    await attempt(undefined);
  }
  return /** @type {import('node:net').AddressInfo} */ (server.address()).port;
}

/**
 * @param {import('node:net').Server} server listening
 * @param {{ joined: Map<number, Channel>, waiting: Set<Channel> }} channels are filled; waiting: not admitted so far
 * @param {GroupOptions} options
 * @returns {Promise<void>}
 */
function allJoined(server, { joined, waiting }, options) {
  const awaited = options.world - 1;
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      const missing = Array.from({ length: awaited }, (_, index) => index + 1).filter((rank) => !joined.has(rank));
      reject(new Error(`rank ${missing.join(', ')} did not join within ${options.connectMs / 1000} s`));
    }, options.connectMs);
    server.on('connection', async (socket) => {
      const channel = new Channel(socket);
      waiting.add(channel);
      const rank = await admit(channel, joined, options);
      waiting.delete(channel);
      if (rank === null) return void channel.close();
      joined.set(rank, channel);
      channel.onClose(() => joined.size < awaited && joined.delete(rank));
      if (joined.size < awaited) return;
      clearTimeout(timer);
      resolve();
    });
  });
}

/**
 * @param {Channel} channel @param {Map<number, Channel>} joined @param {GroupOptions} options
 * @returns {Promise<number | null>} the rank that may join, or null for one that was refused
 */
async function admit(channel, joined, options) {
  try {
    const frame = await channel.receive(HELLO_MS);
    if (frame.kind !== Kind.hello) throw new Error('it did not introduce itself');
    /** @type {Hello} */ const hello = JSON.parse(frame.payload.toString());
    const reason = whyRefused(hello, joined, options);
    if (reason) {
      channel.sendJson(Kind.refuse, { reason });
      throw new Error(reason);
    }
    if (hello.step !== options.step) {
      options.say(`rank ${hello.rank} is at step ${hello.step} and takes step ${options.step} from rank 0`);
    }
    channel.sendJson(Kind.welcome, {}, options.step);
    return hello.rank;
  } catch (error) {
    options.say(`refused a connection: ${/** @type {Error} */ (error).message}`);
    return null;
  }
}

/** @param {Hello} hello @param {Map<number, Channel>} joined @param {GroupOptions} options @returns {string | null} */
function whyRefused(hello, joined, options) {
  if (hello.protocol !== PROTOCOL) return `protocol ${hello.protocol} is not ${PROTOCOL}`;
  if (hello.world !== options.world) return `rank ${hello.rank} expects ${hello.world} ranks, rank 0 ${options.world}`;
  if (!(Number.isInteger(hello.rank) && hello.rank > 0 && hello.rank < options.world))
    return `no place for rank ${hello.rank}`;
  if (joined.has(hello.rank)) return `rank ${hello.rank} has joined already`;
  if (hello.settings !== options.settings) {
    return `rank ${hello.rank} was started with ${hello.settings}, rank 0 with ${options.settings}`;
  }
  return null;
}

/**
 * Ranks above 0: tries to reach rank 0 until the deadline.
 * @param {GroupOptions} options @returns {Promise<Channel>} @throws {Error} when out of reach, or refused
 */
export async function connectToMaster(options) {
  const { rank, world, step, settings, host, port, connectMs } = options;
  const deadline = Date.now() + connectMs;
  for (;;) {
    const outcome = await dial(host, port).then(
      async (channel) => {
        channel.sendJson(Kind.hello, { protocol: PROTOCOL, rank, world, step, settings });
        const answer = await channel.receive(HELLO_MS).catch((/** @type {Error} */ failure) => failure);
        if (answer instanceof Error) {
          // Else rank 0 might still admit it, and refuse the next try of the same rank.
          channel.socket.destroy();
          return answer;
        }
        if (answer.kind === Kind.welcome) return channel;
        channel.socket.destroy();
        throw new Error(`rank 0 refused rank ${rank}: ${JSON.parse(answer.payload.toString()).reason}`);
      },
      (/** @type {Error} */ failure) => failure,
    );
    if (outcome instanceof Channel) return outcome;
    if (Date.now() + RETRY_MS > deadline) {
      throw new Error(
        `rank ${rank} did not reach rank 0 at ${host}:${port} within ${connectMs / 1000} s: ${outcome.message}`,
      );
    }
    await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
  }
}

/** @param {string} host @param {number} port @returns {Promise<Channel>} */
function dial(host, port) {
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port });
    socket.once('error', reject);
    socket.once('connect', () => {
      socket.off('error', reject);
      resolve(new Channel(socket));
    });
  });
}
