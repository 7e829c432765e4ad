import type { SeriesFrame } from '@trainyard/contracts/series-frame';

/** Sends frames and answers whether they were stored; undefined when there is no room now. */
export type SendSeries = (frames: SeriesFrame[], bytes: number) => Promise<{ ok: boolean }> | undefined;

/** Samples kept while there is no contact: ten minutes of a node with 8 GPUs and 8 tasks at 1 Hz (about 80 series), 4 MB at most. */
const valuesMax = 80 * 600;
/** Frames in one message: keeps a message near a log frame's size. */
const framesPerMessage = 64;

/** Samples on their way to the server. They are sent until stored; past the limit the oldest are given up, which shows as a gap. */
export class SeriesQueue {
  readonly #send: SendSeries;
  #queue: SeriesFrame[] = [];
  #values = 0;
  #inFlight = false;

  constructor(send: SendSeries) {
    this.#send = send;
  }

  add(frames: SeriesFrame[]): void {
    for (const frame of frames) {
      this.#queue.push(frame);
      this.#values += frame.values.length;
    }
    while (this.#values > valuesMax && this.#queue.length > 1) this.#values -= this.#queue.shift()?.values.length ?? 0;
    this.flush();
  }

  /** Sends the next frames when none are under way. */
  flush(): void {
    if (this.#inFlight || this.#queue.length === 0) return;
    const frames = this.#queue.slice(0, framesPerMessage);
    const bytes = frames.reduce((sum, frame) => sum + 256 + frame.values.length * 10, 0);
    const sending = this.#send(frames, bytes);
    if (!sending) return;
    this.#inFlight = true;
    sending.then(
      () => this.#taken(new Set(frames)),
      // Cut: the next welcome flushes again.
      () => {
        this.#inFlight = false;
      },
    );
  }

  /** Also what the server refuses is done with: sent again it would be refused again. */
  #taken(frames: ReadonlySet<SeriesFrame>): void {
    this.#inFlight = false;
    this.#queue = this.#queue.filter((frame) => !frames.has(frame));
    this.#values = this.#queue.reduce((sum, frame) => sum + frame.values.length, 0);
    this.flush();
  }
}
