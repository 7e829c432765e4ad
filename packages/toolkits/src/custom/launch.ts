import { parse } from '@trainyard/contracts/parse';
import { toolkitSettings } from '@trainyard/contracts/toolkits';
import { checkHosts } from '../hosts.ts';
import type { Toolkit } from '../interface.ts';
import { onlyOnMaster } from '../processes.ts';

/**
 * Batch AI's `customToolkitSettings`: one process, on the master node. The other nodes of the job are held and prepared,
 * and the command reaches them itself, for instance by mpirun and AZ_BATCHAI_MPI_HOST_FILE.
 */
export const custom: Toolkit = {
  ports: () => 0,
  launch(input, hosts) {
    checkHosts(input, hosts);
    const { commandLine } = parse(toolkitSettings.customToolkitSettings.unwrap(), input.settings);
    return onlyOnMaster(hosts.length, commandLine);
  },
  /** A rank for each GPU that it was granted: what a user's own mpirun then fills. */
  slots: ({ gpuIds }) => Math.max(1, gpuIds.length),
};
