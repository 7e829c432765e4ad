import type { ToolkitField } from '@trainyard/contracts/toolkits';
import { countFaults, refuseFor } from '../faults.ts';
import { checkHosts } from '../hosts.ts';
import type { LaunchInput, Toolkit } from '../interface.ts';
import { onlyOnMaster } from '../processes.ts';
import { unclosedArgs } from '../python.ts';
import { launchByMpi } from './launch.ts';

/** What differs between the toolkits whose ranks MPI starts. */
export interface MpiKind<S extends MpiSettings> {
  field: ToolkitField;
  /** The settings, checked. */
  read: (settings: unknown) => S;
  /** The shell line of each rank. */
  line: (settings: S) => string;
  /** One process alone: started as it is, or by MPI all the same, whose variables it may rely on. */
  alone: 'asItIs' | 'byMpi';
  /** More that the service assumes and echoes. */
  assumed?: (settings: S) => Partial<S>;
}

export interface MpiSettings {
  processCount?: number | undefined;
  commandLineArgs?: string | undefined;
}

/** A toolkit that starts `processCount` ranks, by default one for each node, through MPI. */
export function mpiToolkit<S extends MpiSettings>(kind: MpiKind<S>): Toolkit {
  const { field, read, line, alone, assumed } = kind;
  const worldOf = (input: LaunchInput): number => read(input.settings).processCount ?? input.nodeCount;
  const faults = (input: LaunchInput) => [
    ...countFaults(`${field}.processCount`, worldOf(input), input.nodeCount),
    ...unclosedArgs({ [`${field}.commandLineArgs`]: read(input.settings).commandLineArgs }),
  ];
  return {
    complete(input) {
      const settings = read(input.settings);
      return { ...settings, ...assumed?.(settings), processCount: worldOf(input) };
    },
    validate: faults,
    ports: () => 0,
    launch(input, hosts) {
      checkHosts(input, hosts);
      refuseFor(faults(input));
      const [world, command] = [worldOf(input), line(read(input.settings))];
      if (world === 1 && alone === 'asItIs') return onlyOnMaster(1, command);
      return launchByMpi(hosts, { world, line: command });
    },
  };
}
