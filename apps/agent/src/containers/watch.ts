import { reason } from '@trainyard/contracts/reasons';
import type { Text } from '@trainyard/contracts/texts';
import type { Clock } from '@trainyard/runtime/clock';
import { lives } from '../executors/proc.ts';
import type { ContainerRecord, NodeContainers } from './node-containers.ts';

export interface WatchPort {
  containers: Pick<NodeContainers, 'wasEnded'>;
  clock: Clock;
  /** The task ends by itself: nothing is watched any more. */
  stopping: AbortSignal;
  node: string;
  note(line: string): void;
  /** Ends the task as failed. */
  fail(why: Text): void;
}

/** One look at one file of /proc; an engine that goes down answers no question by the time its containers have ended. */
const lookMs = 250;

/**
 * Fails the task when somebody ends its container. When its engine goes down with all its containers, the processes inside go on: they
 * are no children of it, and their files stay as long as they run.
 */
export function watchContainer(container: ContainerRecord, port: WatchPort): void {
  const { containers, clock, stopping, node, note, fail } = port;
  const look = (): void => {
    if (stopping.aborted) return;
    if (lives(container)) {
      clock.setTimeout(look, lookMs);
      return;
    }
    containers.wasEnded(container.name).then(
      (ended) => {
        if (stopping.aborted) return;
        if (ended) fail(reason('containerLost', { node }));
        else note(`the engine of container ${container.name} is down: what runs inside goes on`);
      },
      () => {},
    );
  };
  look();
}
