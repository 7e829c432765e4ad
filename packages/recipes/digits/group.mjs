// @ts-check
/**
 * The ranks of one run as a group: a star around rank 0. Every collective carries the step it belongs to and a checksum
 * of the sender's weights, so ranks that drifted apart stop instead of training on.
 */

import { Kind } from './channel.mjs';
import { bytesOf } from './checkpoint.mjs';
import { acceptRanks, connectToMaster } from './join.mjs';

/** @typedef {import('./channel.mjs').Channel} Channel */
/** @typedef {import('./channel.mjs').Frame} Frame */

/**
 * @typedef {object} GroupOptions
 * @property {number} rank @property {number} world
 * @property {string} host address of rank 0, as the others reach it
 * @property {number} port on which rank 0 listens; 0 takes a free one (see `onListening`)
 * @property {number} step the step this rank would start from
 * @property {string} settings must be equal on every rank
 * @property {number} connectMs how long to wait for every rank to join
 * @property {number} stallMs how long to wait for a rank within a collective
 * @property {(line: string) => void} say
 * @property {(port: number) => void} [onListening] called on rank 0 with the port in use
 */

/** Thrown by every collective when the group cannot go on; the message names the rank that was lost or differs. */
export class GroupError extends Error {
  /** @override */ name = 'GroupError';
}

export class Group {
  /** @type {Map<number, Channel>} the others on rank 0, in order of rank; only rank 0 on the others */
  #channels;

  /** @param {GroupOptions} options @param {Map<number, Channel>} channels */
  constructor(options, channels) {
    this.options = options;
    this.#channels = channels;
  }

  /**
   * Waits until all ranks are there.
   * @param {GroupOptions} options @returns {Promise<Group>}
   * @throws {Error} when ranks are missing at the deadline, or rank 0 refuses this one
   */
  static async join(options) {
    if (options.world === 1) return new Group(options, new Map());
    if (options.rank === 0) return new Group(options, await acceptRanks(options));
    return new Group(options, new Map([[0, await connectToMaster(options)]]));
  }

  /**
   * Gives every rank the bytes that rank 0 holds.
   * @param {Buffer} bytes @param {number} step the step of rank 0; ignored on the others
   * @returns {Promise<Buffer>} @throws {GroupError}
   */
  async share(bytes, step) {
    if (this.options.rank !== 0) return (await this.#receive(0, Kind.state, null, this.options.connectMs)).payload;
    for (const channel of this.#channels.values()) channel.send(Kind.state, step, 0, bytes);
    return bytes;
  }

  /**
   * Replaces the values by their mean over all ranks, the same bits on each: rank 0 adds in order of rank, in double
   * precision, and sends the result back.
   * @param {Float32Array} values equally many on each rank
   * @param {number} step must be equal on each rank
   * @param {number} checksum of the weights; must be equal on each rank (0 when not computed)
   * @throws {GroupError}
   */
  async average(values, step, checksum) {
    const { rank, world, stallMs } = this.options;
    if (world === 1) return void (await new Promise((resolve) => setImmediate(resolve)));
    if (rank !== 0) {
      this.#channels.get(0)?.send(Kind.values, step, checksum, bytesOf(values));
      const { payload } = await this.#receive(0, Kind.values, step, stallMs);
      copyFloats(payload, values, 0);
      return;
    }
    const sum = Float64Array.from(values);
    const theirs = new Float32Array(values.length);
    for (const [peer, channel] of this.#channels) {
      const frame = await this.#receive(peer, Kind.values, step, stallMs, channel);
      if (frame.checksum !== checksum)
        throw new GroupError(`rank ${peer} holds other weights than rank 0 at step ${step}`);
      copyFloats(frame.payload, theirs, peer);
      for (let i = 0; i < sum.length; i++) sum[i] += theirs[i];
    }
    for (let i = 0; i < sum.length; i++) values[i] = sum[i] / world;
    for (const channel of this.#channels.values()) channel.send(Kind.values, step, checksum, bytesOf(values));
  }

  /** Leaves the group; on rank 0, tells the others why. @param {string} reason */
  async abort(reason) {
    if (this.options.rank === 0) {
      for (const channel of this.#channels.values()) channel.sendJson(Kind.abort, { reason });
    }
    await this.close();
  }

  /** Leaves the group after its last collective. */
  async close() {
    await Promise.all([...this.#channels.values()].map((channel) => channel.close()));
  }

  /**
   * @param {number} peer @param {number} kind @param {number | null} step null takes any
   * @param {number} waitMs @param {Channel} [channel]
   * @returns {Promise<Frame>}
   */
  async #receive(peer, kind, step, waitMs, channel = this.#channels.get(peer)) {
    const at = step === null ? 'before the first step' : `at step ${step}`;
    /** @type {Frame} */ let frame;
    try {
      if (!channel) throw new Error('it never joined');
      frame = await channel.receive(waitMs);
    } catch (error) {
      throw new GroupError(`rank ${peer} was lost ${at}: ${/** @type {Error} */ (error).message}`, { cause: error });
    }
    if (frame.kind === Kind.abort) throw new GroupError(JSON.parse(frame.payload.toString()).reason);
    if (frame.kind !== kind) throw new GroupError(`rank ${peer} sent a frame of kind ${frame.kind} ${at}, not ${kind}`);
    if (step !== null && frame.step !== step)
      throw new GroupError(`rank ${peer} is at step ${frame.step}, not ${step}`);
    return frame;
  }
}

/** @param {Buffer} payload @param {Float32Array} values @param {number} peer */
function copyFloats(payload, values, peer) {
  if (payload.length !== values.byteLength) {
    throw new GroupError(`rank ${peer} sent ${payload.length / 4} values instead of ${values.length}`);
  }
  payload.copy(bytesOf(values));
}
