import type { SeriesDelivery } from '@trainyard/contracts/live';
import type { SeriesFrame } from '@trainyard/contracts/series-frame';
import type { SeriesHub, SeriesOf } from './series-hub.ts';

/** Deliveries on their way at once: a viewer over a slow line is not fed faster than it takes. */
const untakenMost = 4;
/** Frames that wait for a delivery to be taken: five seconds of 32 nodes with a dozen series each, about 1 MiB. */
const waitingMost = 2_048;

export interface SeriesFeedPorts {
  series: Pick<SeriesHub, 'follow'>;
  /** `taken` is called once the viewer has it. */
  deliver(delivery: SeriesDelivery, taken: () => void): void;
}

/**
 * Samples of one topic for one viewer. What comes while earlier deliveries are on their way goes out together with the next one, so
 * a cluster of many nodes is a few deliveries. Of a viewer that stays behind the oldest are left out: the archive has them.
 */
export class SeriesFeed {
  readonly #topic: string;
  readonly #ports: SeriesFeedPorts;
  readonly #leave: () => void;
  #waiting: SeriesFrame[] = [];
  #untaken = 0;
  #closed = false;

  constructor(topic: string, what: SeriesOf, ports: SeriesFeedPorts) {
    this.#topic = topic;
    this.#ports = ports;
    this.#leave = ports.series.follow(what, (frames) => this.#take(frames));
  }

  /** Samples are only those from now on, so there is nothing to start. */
  start(): void {}

  close(): void {
    this.#closed = true;
    this.#waiting = [];
    this.#leave();
  }

  #take(frames: readonly SeriesFrame[]): void {
    this.#waiting.push(...frames);
    if (this.#waiting.length > waitingMost) this.#waiting.splice(0, this.#waiting.length - waitingMost);
    this.#send();
  }

  #send(): void {
    if (this.#closed || this.#waiting.length === 0 || this.#untaken >= untakenMost) return;
    const frames = this.#waiting;
    this.#waiting = [];
    this.#untaken += 1;
    this.#ports.deliver({ topic: this.#topic, frames }, () => {
      this.#untaken -= 1;
      this.#send();
    });
  }
}
