import type { BatchAIManagementClient, BatchAIManagementModels as Models } from '@azure/arm-batchai';
import { RigServer } from '../../cluster/server.ts';
import { until } from '../../cluster/wait.ts';
import { armClient } from '../arm-client.ts';
import { Group } from './places.ts';

/** A subscription as it was in 2018. */
export const subscription = '6f1d3c52-0a4e-4b7c-9d3e-2a8b1c5d7e90';
const location = 'northeurope';

type JobBody = Omit<Models.JobCreateParameters, 'cluster' | 'nodeCount' | 'stdOutErrPathPrefix'> &
  Partial<Models.JobCreateParameters>;

/** A server where all but a storage account `yard` was made by Microsoft's client: workspace `w`, cluster `c` and experiment `e` of a resource group `Old.Group`. */
export class ClientYard {
  readonly server: RigServer;
  readonly group = new Group(subscription, 'Old.Group');

  private constructor(server: RigServer) {
    this.server = server;
  }

  /** Starts one and waits until so many nodes are idle. */
  static async open(nodes: number): Promise<ClientYard> {
    const yard = new ClientYard(await new RigServer().start());
    await yard.#furnish(nodes).catch(async (error) => {
      await yard.close();
      throw error;
    });
    return yard;
  }

  async #furnish(nodes: number): Promise<void> {
    const { arm, server } = this;
    await server.client.call('createStorageAccount', { body: { name: 'yard', backing: { kind: 'local' } } });
    await arm.workspaces.create('Old.Group', 'w', { location });
    await arm.experiments.create('Old.Group', 'w', 'e');
    await arm.clusters.create('Old.Group', 'w', 'c', this.clusterBody(nodes));
    await until(`${nodes} idle nodes`, async () => {
      const { nodeStateCounts } = await arm.clusters.get('Old.Group', 'w', 'c');
      return nodeStateCounts?.idleNodeCount === nodes;
    });
  }

  get url(): string {
    return this.server.url;
  }

  /** The client as one who waits for nothing sets it up. */
  get arm(): BatchAIManagementClient {
    return armClient(this.url, { subscription });
  }

  clusterBody(targetNodeCount: number): Models.ClusterCreateParameters {
    return {
      vmSize: 'STANDARD_NC6',
      scaleSettings: { manual: { targetNodeCount } },
      userAccountSettings: { adminUserName: 'ada', adminUserPassword: 'never shown' },
    };
  }

  /** A job on one node of `c`; a string is a command line. */
  jobBody(body: string | JobBody): Models.JobCreateParameters {
    const given = typeof body === 'string' ? { customToolkitSettings: { commandLine: body } } : body;
    return {
      cluster: { id: this.group.cluster('w', 'c') },
      nodeCount: 1,
      stdOutErrPathPrefix: '$AZ_BATCHAI_JOB_TEMP',
      ...given,
    };
  }

  submit(name: string, body: string | JobBody): Promise<Models.JobsCreateResponse> {
    return this.arm.jobs.create('Old.Group', 'w', 'e', name, this.jobBody(body));
  }

  job(name: string): Promise<Models.JobsGetResponse> {
    return this.arm.jobs.get('Old.Group', 'w', 'e', name);
  }

  /** Waits until a job is in this state; one that ended otherwise fails at once. */
  inState(name: string, state: string): Promise<Models.JobsGetResponse> {
    return until(`job ${name} to be ${state}`, async () => {
      const job = await this.job(name);
      const { executionState = '', executionInfo } = job;
      if (['succeeded', 'failed'].includes(executionState) && executionState !== state)
        throw new Error(`job ${name} is ${executionState}: ${JSON.stringify(executionInfo)}`);
      return executionState === state && job;
    });
  }

  close(): Promise<void> {
    return this.server.dispose();
  }
}
