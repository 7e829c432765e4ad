import type { Clock } from '@trainyard/runtime/clock';
import type { AgentConfig } from '../config.ts';
import type { TaskTable } from '../tasks/table.ts';
import { NodeContainers } from './node-containers.ts';

export interface ContainersPort {
  clock: Clock;
  onProblem(what: string, error: unknown): void;
  /** The node's tasks; asked for when images are removed. */
  tasks(): Pick<TaskTable, 'runs'>;
}

/** The containers of a node, as its agent is told to run them. */
export function containersOf(
  { nodeHome, path, home, containers }: AgentConfig,
  nodeUid: string,
  { clock, onProblem, tasks }: ContainersPort,
): NodeContainers {
  const { engine, dockerHost, pullMs, keepBytes } = containers;
  const inUse = (): ReadonlySet<string> => {
    const living = tasks().runs.filter(({ ended }) => !ended);
    return new Set(living.flatMap(({ record }) => record.plan.image?.reference ?? []));
  };
  const settings = { engine, dockerHost, path, home };
  return new NodeContainers({ nodeHome, nodeUid, settings, pullMs, keepBytes, clock, inUse, onProblem });
}
