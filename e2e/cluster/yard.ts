import type { LogStream } from '@trainyard/contracts/api/logs';
import type { Attempt } from '@trainyard/contracts/attempt';
import type { Job, JobCreateInput } from '@trainyard/contracts/job';
import type { Client } from '@trainyard/sdk/client';
import { readAll } from './read-all.ts';
import { RigServer } from './server.ts';
import { until } from './wait.ts';

const inExperiment = { workspace: 'w', experiment: 'e' };

/** A server with a workspace `w`, an experiment `e` and a local cluster `c`: where most specs begin. */
export class Yard {
  readonly server: RigServer;

  private constructor(server: RigServer) {
    this.server = server;
  }

  /** Starts one with this many nodes and waits until they are idle. */
  static async open(nodes: number, cluster: object = {}): Promise<Yard> {
    return Yard.over(await new RigServer().start(), nodes, cluster);
  }

  /** The same over a server that runs already. */
  static async over(server: RigServer, nodes: number, cluster: object = {}): Promise<Yard> {
    const yard = new Yard(server);
    const { client } = yard.server;
    await client.call('createWorkspace', { body: { name: 'w' } });
    await client.call('createExperiment', { params: { workspace: 'w' }, body: { name: 'e' } });
    const scaleSettings = { manual: { targetNodeCount: nodes } };
    await client.call('createCluster', {
      params: { workspace: 'w' },
      body: { name: 'c', vmSize: 'STANDARD_NC6', scaleSettings, ...cluster },
    });
    if (nodes > 0) await yard.idleNodes(nodes);
    return yard;
  }

  get client(): Client {
    return this.server.client;
  }

  async idleNodes(count: number): Promise<void> {
    await until(`${count} idle nodes`, async () => (await this.cluster()).nodeStateCounts.idleNodeCount === count);
  }

  cluster() {
    return this.client.call('getCluster', { params: { workspace: 'w', name: 'c' } });
  }

  async nodes() {
    return (await this.client.call('listNodes', { params: { workspace: 'w', name: 'c' } })).items;
  }

  /** Submits a job; a string is the command line of a custom job on one node. */
  async submit(name: string, body: string | Partial<JobCreateInput>): Promise<Job> {
    const given = typeof body === 'string' ? { customToolkitSettings: { commandLine: body } } : body;
    return this.client.call('submitJob', { params: inExperiment, body: { name, cluster: { name: 'c' }, ...given } });
  }

  job(name: string): Promise<Job> {
    return this.client.call('getJob', { params: { ...inExperiment, name } });
  }

  /** Waits until a job is in one of these states. */
  async inState(name: string, ...states: string[]): Promise<Job> {
    return until(`job ${name} to be ${states.join(' or ')}`, async () => {
      const job = await this.job(name);
      const over = ['succeeded', 'failed'].includes(job.executionState) && !states.includes(job.executionState);
      if (over)
        throw new Error(
          `job ${name} is ${job.executionState}: ${JSON.stringify(job.executionInfo)} ${JSON.stringify(job.reasons)}`,
        );
      return states.includes(job.executionState) && job;
    });
  }

  async attempts(name: string): Promise<Attempt[]> {
    return (await this.client.call('listAttempts', { params: { ...inExperiment, name } })).items;
  }

  async streams(name: string): Promise<LogStream[]> {
    return (await this.client.call('listLogs', { params: { ...inExperiment, name } })).items;
  }

  /** The bytes of a job's stream, as stored: stdout of rank 0 of the newest attempt unless asked otherwise. */
  async log(name: string, where: { rank?: number; fd?: 'stdout' | 'stderr'; attempt?: number } = {}): Promise<Buffer> {
    const { rank = 0, fd = 'stdout', attempt } = where;
    const all = (await this.streams(name)).filter((one) => one.phase === 'run' && one.rank === rank && one.fd === fd);
    const newest = Math.max(...all.map((one) => one.attempt));
    const found = all.find((one) => one.attempt === (attempt ?? newest));
    if (!found) return Buffer.alloc(0);
    return this.bytes(found.stream);
  }

  /** A whole stream, in as many reads as it takes. */
  async bytes(stream: string): Promise<Buffer> {
    const parts: Buffer[] = [];
    for (let from = 0; ; ) {
      const answer = await this.client.bytes('readLog', { query: { stream, from } });
      const bytes = await readAll(answer.stream);
      if (bytes.length === 0) return Buffer.concat(parts);
      parts.push(bytes);
      from += bytes.length;
    }
  }

  async terminate(name: string): Promise<void> {
    await this.client.call('terminateJob', { params: { ...inExperiment, name } });
  }

  async artifacts(name: string) {
    return (await this.client.call('listArtifacts', { params: { ...inExperiment, name } })).items;
  }

  close(): Promise<void> {
    return this.server.dispose();
  }
}
