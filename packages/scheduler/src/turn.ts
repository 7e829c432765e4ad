import type { Use } from './amounts.ts';
import type { SchedulerUnit } from './interface.ts';
import type { LimitShort } from './limits.ts';
import type { QueueLine } from './queue-book.ts';
import type { Seat } from './seat.ts';
import type { Group, Shape } from './shape.ts';

/** What a waiting unit meets when it is considered. */
export interface Turn {
  unit: SchedulerUnit;
  group: Group;
  shape: Shape;
  asked: Readonly<Use>;
  line: QueueLine;
  /** Priority with age. */
  level: number;
  /** Limits of its workspace or user that it would pass. */
  limited: LimitShort[];
  hasQuota: boolean;
  /** A unit ahead that waits for the same quota or limit. */
  behind: SchedulerUnit | undefined;
  /** The nodes that it would get; undefined when there are too few. */
  seats: Seat[] | undefined;
}

/** True when all that it lacks is nodes. */
export function lacksNodesAlone({ seats, hasQuota, limited, behind }: Turn): boolean {
  return !seats && hasQuota && limited.length === 0 && !behind;
}

export function mayStart(turn: Turn): boolean {
  return turn.seats !== undefined && turn.hasQuota && turn.limited.length === 0 && !turn.behind;
}
