// @ts-check
/**
 * Frames over one TCP connection. A frame is u8 kind, u32 step, u32 checksum, u32 payload bytes (little endian), and
 * the payload.
 */

const HEADER_BYTES = 13;
/** Far above any state of this network (a few hundred KB); a larger length means a stranger is talking to us. */
const PAYLOAD_BYTES_MAX = 256 * 1024 * 1024;
/** How long a closing side waits for its last bytes to leave. */
const FLUSH_MS = 2000;

export const Kind = /** @type {const} */ ({ hello: 1, welcome: 2, refuse: 3, state: 4, values: 5, abort: 6 });

/** @typedef {{ kind: number, step: number, checksum: number, payload: Buffer }} Frame */

/** One waiting reader at a time; frames that arrive early are kept in order. */
export class Channel {
  /** @type {Frame[]} */ #frames = [];
  /** @type {Buffer[]} */ #chunks = [];
  #bufferedBytes = 0;
  /** @type {string | null} */ #closed = null;
  #wake = () => {};

  /** @param {import('node:net').Socket} socket already connected */
  constructor(socket) {
    this.socket = socket;
    socket.setNoDelay(true);
    socket.on('data', (chunk) => this.#take(chunk));
    socket.on('error', (error) => this.#close(error.message));
    socket.on('end', () => this.#close('the connection was closed'));
    socket.on('close', () => this.#close('the connection was closed'));
  }

  /** @param {number} kind @param {number} step @param {number} checksum @param {Buffer} payload is copied */
  send(kind, step, checksum, payload) {
    const frame = Buffer.alloc(HEADER_BYTES + payload.length);
    frame.writeUInt8(kind, 0);
    frame.writeUInt32LE(step, 1);
    frame.writeUInt32LE(checksum, 5);
    frame.writeUInt32LE(payload.length, 9);
    payload.copy(frame, HEADER_BYTES);
    if (!this.#closed && this.socket.writable) this.socket.write(frame);
  }

  /** @param {number} kind @param {unknown} value @param {number} [step] */
  sendJson(kind, value, step = 0) {
    this.send(kind, step, 0, Buffer.from(JSON.stringify(value)));
  }

  /**
   * @param {number} waitMs
   * @returns {Promise<Frame>} the next frame @throws {Error} when the connection is gone or silent for `waitMs`
   */
  async receive(waitMs) {
    if (this.#frames.length === 0 && this.#closed === null) await this.#activity(waitMs);
    const frame = this.#frames.shift();
    if (frame) return frame;
    throw new Error(this.#closed ?? `no word for ${waitMs / 1000} s`);
  }

  /** Calls back once when the connection is gone. @param {() => void} callback */
  onClose(callback) {
    if (this.#closed !== null) callback();
    else this.socket.once('close', callback);
  }

  /** Sends what is still to be sent, then closes. */
  async close() {
    await new Promise((resolve) => {
      const timer = setTimeout(resolve, FLUSH_MS);
      const done = () => {
        clearTimeout(timer);
        resolve(undefined);
      };
      this.socket.end(done);
      if (this.socket.destroyed) done();
    });
    this.socket.destroy();
  }

  /** @param {number} waitMs @returns {Promise<void>} resolves on a frame, on closing, or after `waitMs` */
  #activity(waitMs) {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, waitMs);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  /** @param {string} reason */
  #close(reason) {
    this.#closed ??= reason;
    this.#wake();
  }

  /** @param {Buffer} chunk */
  #take(chunk) {
    this.#chunks.push(chunk);
    this.#bufferedBytes += chunk.length;
    while (this.#bufferedBytes >= HEADER_BYTES) {
      if (this.#chunks[0].length < HEADER_BYTES) this.#chunks = [Buffer.concat(this.#chunks)];
      const length = this.#chunks[0].readUInt32LE(9);
      if (length > PAYLOAD_BYTES_MAX) {
        this.#close('it does not speak this protocol');
        this.socket.destroy();
        return;
      }
      const end = HEADER_BYTES + length;
      if (this.#bufferedBytes < end) return;
      const bytes = Buffer.concat(this.#chunks);
      this.#chunks = bytes.length > end ? [bytes.subarray(end)] : [];
      this.#bufferedBytes = bytes.length - end;
      this.#frames.push({
        kind: bytes.readUInt8(0),
        step: bytes.readUInt32LE(1),
        checksum: bytes.readUInt32LE(5),
        payload: bytes.subarray(HEADER_BYTES, end),
      });
      this.#wake();
    }
  }
}
