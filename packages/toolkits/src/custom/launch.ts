import { parse } from '@trainyard/contracts/parse';
import { toolkitSettings } from '@trainyard/contracts/toolkits';
import { checkHosts } from '../hosts.ts';
import type { LaunchInput, Toolkit } from '../interface.ts';

/**
 * Batch AI's `customToolkitSettings`: one process, on the master node. The other nodes of the job are held and prepared,
 * and the command reaches them itself, for instance by mpirun and AZ_BATCHAI_MPI_HOST_FILE.
 */
export const custom: Toolkit = {
  ports: () => 0,
  launch(input, hosts) {
    checkHosts(input, hosts);
    const { commandLine } = settingsOf(input);
    return hosts.map((_, task) =>
      task > 0
        ? []
        : [
            {
              role: 'master',
              rank: 0,
              localRank: 0,
              command: { shell: commandLine },
              env: [],
              cwd: null,
              exitRule: 'required',
              startedBy: 'agent',
              log: null,
              gpuIds: null,
            },
          ],
    );
  },
};

function settingsOf(input: LaunchInput) {
  return parse(toolkitSettings.customToolkitSettings.unwrap(), input.settings);
}
