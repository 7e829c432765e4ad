import type { Actor } from '@trainyard/contracts/actors';
import type { TrainyardEvent } from '@trainyard/contracts/events';
import type { Tx } from '@trainyard/db/writer';
import type { ControlPorts } from '../context.ts';

/**
 * A reconcile loop: it reads the state, compares with what should be, and changes what differs. It is woken by events and by its own
 * timers, and a wake too many changes nothing.
 */
export interface Controller {
  readonly name: string;
  /** Looks at everything once, at start and after an undone commit. */
  resync(): void;
  /** Something was committed. */
  wake(events: readonly TrainyardEvent[]): void;
  /** Cancels timers; calls under way are let go. */
  stop(): void;
}

export interface ControllerPorts extends ControlPorts {
  /** One transaction in the controller's name. */
  change<T>(actor: Actor, work: (tx: Tx) => T extends PromiseLike<unknown> ? never : T): Promise<T>;
}
