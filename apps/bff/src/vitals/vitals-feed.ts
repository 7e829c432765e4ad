import type { VitalsDelivery } from '@trainyard/contracts/live';
import type { JobVitals } from '@trainyard/contracts/vitals';
import type { Clock } from '@trainyard/runtime/clock';
import { unitKey, type VitalsBook, type VitalsChange } from './vitals-book.ts';

/** Units in one delivery: about 400 KiB, so that a workspace with 10,000 units that run does not hold up what else is sent. */
const unitsMost = 1_000;
/** ms between two deliveries: what changes several times a second is told once. */
const restMs = 1_000;

export interface VitalsFeedPorts {
  book: Pick<VitalsBook, 'list' | 'follow'>;
  clock: Pick<Clock, 'setTimeout'>;
  /** `taken` is called once the viewer has it. */
  deliver(delivery: VitalsDelivery, taken: () => void): void;
}

/**
 * How the units of a workspace fare, for one viewer: all at first, then what changes. One delivery is on its way at a time; what
 * changes meanwhile goes out with the next one, the newest of each unit alone: a slow viewer costs no more than the units there are.
 */
export class VitalsFeed {
  readonly #topic: string;
  readonly #ports: VitalsFeedPorts;
  readonly #workspaceUid: string;
  readonly #waiting = new Map<string, JobVitals>();
  readonly #over = new Map<string, { job: string; unit: number }>();
  #leave: (() => void) | undefined;
  #whole = true;
  /** A delivery is on its way, or went a moment ago. */
  #busy = false;
  #cancel: (() => void) | undefined;
  #closed = false;

  constructor(topic: string, workspaceUid: string, ports: VitalsFeedPorts) {
    this.#topic = topic;
    this.#workspaceUid = workspaceUid;
    this.#ports = ports;
  }

  start(): void {
    this.#leave = this.#ports.book.follow(this.#workspaceUid, (change) => this.#take(change));
    for (const one of this.#ports.book.list(this.#workspaceUid)) this.#waiting.set(unitKey(one), one);
    this.#send();
  }

  close(): void {
    this.#closed = true;
    this.#leave?.();
    this.#cancel?.();
    this.#waiting.clear();
    this.#over.clear();
  }

  #take({ vitals, over }: VitalsChange): void {
    for (const one of vitals) {
      this.#waiting.set(unitKey(one), one);
      this.#over.delete(unitKey(one));
    }
    for (const { job, unit } of over) {
      this.#waiting.delete(unitKey({ job, unit }));
      this.#over.set(unitKey({ job, unit }), { job, unit });
    }
    this.#send();
  }

  #send(): void {
    const some = this.#whole || this.#waiting.size > 0 || this.#over.size > 0;
    if (this.#closed || this.#busy || !some) return;
    const vitals = [...this.#waiting.values()].slice(0, unitsMost);
    for (const one of vitals) this.#waiting.delete(unitKey(one));
    const delivery = { topic: this.#topic, whole: this.#whole, vitals, over: [...this.#over.values()] };
    this.#over.clear();
    this.#whole = false;
    this.#busy = true;
    this.#ports.deliver(delivery, () => {
      if (this.#closed) return;
      // The rest of the whole follows at once.
      this.#cancel = this.#ports.clock.setTimeout(
        () => {
          this.#busy = false;
          this.#send();
        },
        this.#waiting.size >= unitsMost ? 0 : restMs,
      );
    });
  }
}
