import type { Host, LaunchInput } from './interface.ts';

/** A launch needs every host of the unit, in order of tasks; anything else is a mistake of the caller. */
export function checkHosts(input: LaunchInput, hosts: readonly Host[]): void {
  if (hosts.length !== input.nodeCount) {
    throw new RangeError(`a unit of ${input.nodeCount} nodes was given ${hosts.length} hosts`);
  }
  const wrong = hosts.findIndex((host, task) => host.task !== task);
  if (wrong >= 0) throw new RangeError(`host ${wrong} is for task ${hosts[wrong]?.task}`);
}
