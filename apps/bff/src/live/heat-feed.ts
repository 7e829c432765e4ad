import { type HeatDelivery, liveLimits } from '@trainyard/contracts/live';
import type { Clock } from '@trainyard/runtime/clock';
import { packHeat } from '@trainyard/series/heat';
import type { HeatHub, WatchedHeat } from './heat-hub.ts';

export interface HeatFeedPorts {
  heat: Pick<HeatHub, 'watch'>;
  clock: Clock;
  /** `taken` is called once the viewer has it. */
  deliver(delivery: HeatDelivery, taken: () => void): void;
}

/** Newest values of a cluster for one viewer, once a second. One that takes longer gets the next when it has the one before: nothing piles up. */
export class HeatFeed {
  readonly #topic: string;
  readonly #ports: HeatFeedPorts;
  readonly #watched: WatchedHeat;
  #cancel: (() => void) | undefined;
  #untaken = false;
  /** What the viewer has. */
  #had = { epoch: -1, change: -1, devices: 0 };
  #closed = false;

  constructor(topic: string, clusterUid: string, ports: HeatFeedPorts) {
    this.#topic = topic;
    this.#ports = ports;
    this.#watched = ports.heat.watch(clusterUid);
  }

  start(): void {
    this.#tick();
  }

  close(): void {
    this.#closed = true;
    this.#cancel?.();
    this.#watched.leave();
  }

  #tick(): void {
    if (this.#closed) return;
    this.#cancel = this.#ports.clock.setTimeout(() => this.#tick(), liveLimits.heatMs);
    if (!this.#untaken) this.#send();
  }

  #send(): void {
    const { board, every } = this.#watched;
    const whole = this.#had.epoch !== board.epoch;
    if (whole) this.#had = { epoch: board.epoch, change: -1, devices: 0 };
    else if (this.#had.change === board.change) return;
    const at = this.#ports.clock.now();
    const { added, devices, nodes, ages } = board.changesSince(this.#had.change, this.#had.devices, at);
    this.#had = { epoch: board.epoch, change: board.change, devices: board.deviceCount };
    this.#untaken = true;
    const bytes = packHeat(devices, board.columns, nodes, ages);
    const head = { topic: this.#topic, at, whole, every, added, changed: devices.length, heard: nodes.length };
    this.#ports.deliver({ ...head, bytes }, () => {
      this.#untaken = false;
    });
  }
}
