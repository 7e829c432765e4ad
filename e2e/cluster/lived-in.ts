import type { JobCreateInput } from '@trainyard/contracts/job';
import type { Client } from '@trainyard/sdk/client';
import { RigServer } from './server.ts';
import { until } from './wait.ts';

const workspace = 'vision';
const inExperiment = { workspace, experiment: 'digits' };

/** Prints one line a second with a loss that falls and what tells how far it is. */
const training = `
let step = 0;
setInterval(() => {
  step += 1;
  console.log(\`step \${step}/5000 loss=\${(2.3 * Math.exp(-step / 40) + 0.08).toFixed(4)} accuracy=\${(1 - Math.exp(-step / 30)).toFixed(4)}\`);
}, 1000);
`;

/** The same, but it ends, and leaves a model and a report behind; it lives long enough that its GPU is measured. */
const trained = `
const { mkdirSync, writeFileSync } = require('node:fs');
const { join } = require('node:path');
const out = process.env.AZ_BATCHAI_OUTPUT_MODEL;
for (let step = 1; step <= 20; step += 1)
  console.log(\`step \${step}/20 loss=\${(2.3 * Math.exp(-step / 6) + 0.08).toFixed(4)}\`);
mkdirSync(join(out, 'report'), { recursive: true });
writeFileSync(join(out, 'weights.bin'), Buffer.alloc(40960, 7));
writeFileSync(join(out, 'report', 'accuracy.txt'), 'accuracy 0.981\\n');
console.log('model written');
setTimeout(() => {}, 2500);
`;

const broken = `
console.log('reading the data set');
console.error('Traceback (most recent call last):');
console.error('  File "train.py", line 41, in <module>');
console.error("ValueError: labels hold 11 classes, the network has 10");
setTimeout(() => process.exit(3), 2500);
`;

/** Four ranks that say the same, but for the last, which says once that it waited. */
const ranks = `
const rank = Number(process.env.RANK);
for (let step = 1; step <= 24; step += 1) {
  console.log(\`step \${step}/24 loss=\${(2.3 * Math.exp(-step / 8) + 0.08).toFixed(4)}\`);
  if (rank === 3 && step % 8 === 4) console.log(\`WARN shard \${step}: opened after \${step / 10} s\`);
}
setTimeout(() => {}, 2500);
`;

const runs = (text: string): Partial<JobCreateInput> => ({
  customToolkitSettings: { commandLine: 'node run.cjs' },
  files: [{ path: 'run.cjs', text }],
});

/**
 * A server as it looks in use: a workspace `vision` with a cluster of two nodes, one that scales by itself, one job that
 * failed, one that succeeded and one of four ranks; and a workspace `empty`. {@link LivedIn.busy} then adds what runs and what waits.
 */
export class LivedIn {
  readonly server: RigServer;

  private constructor(server: RigServer) {
    this.server = server;
  }

  static async open(): Promise<LivedIn> {
    const here = new LivedIn(await new RigServer().start());
    const { client } = here;
    for (const name of [workspace, 'empty']) await client.call('createWorkspace', { body: { name } });
    await client.call('createExperiment', { params: { workspace }, body: { name: 'digits' } });
    await client.call('createStorageAccount', { body: { name: 'datasets', backing: { kind: 'local' } } });
    const sizes = { manual: { targetNodeCount: 2 } };
    await here.#cluster({ name: 'pool', scaleSettings: sizes, tags: { team: 'vision' } });
    const scale = { minimumNodeCount: 0, maximumNodeCount: 4, initialNodeCount: 0 };
    await here.#cluster({ name: 'burst', vmPriority: 'lowpriority', scaleSettings: { autoScale: scale } });
    await until('two idle nodes', async () => (await here.#pool()).nodeStateCounts.idleNodeCount === 2);
    await here.submit('digits-1', { ...runs(broken), tags: { owner: 'ada' } });
    await here.#inState('digits-1', 'failed');
    await here.submit('digits-2', { ...runs(trained), outputDirectories: [{ id: 'MODEL' }] });
    await here.#inState('digits-2', 'succeeded');
    const commandLine = 'node run.cjs';
    await here.submit('digits-4', {
      ...runs(ranks),
      customToolkitSettings: undefined,
      distributedSettings: { commandLine, processCount: 4 },
    });
    await here.#inState('digits-4', 'succeeded');
    await until('two idle nodes', async () => (await here.#pool()).nodeStateCounts.idleNodeCount === 2);
    return here;
  }

  get client(): Client {
    return this.server.client;
  }

  /** One job that prints without end, `digits-3`, one that waits for more nodes than are free, `digits-wide`, and an array that ended. */
  async busy(): Promise<void> {
    await this.submit('digits-3', runs(training));
    await this.#inState('digits-3', 'running');
    await this.submit('digits-wide', { ...runs(training), nodeCount: 2, schedulingPriority: 'low' });
    // It asks for less than a node: it ends on the one that is free.
    const shards = { array: { count: 3 }, cpusPerNode: 0.1, customToolkitSettings: { commandLine: 'true' } };
    await this.submit('digits-many', shards);
    await this.#inState('digits-many', 'succeeded');
  }

  async submit(name: string, more: Partial<JobCreateInput>): Promise<void> {
    const body = { name, cluster: { name: 'pool' }, ...more };
    await this.client.call('submitJob', { params: inExperiment, body });
  }

  async #cluster(body: object): Promise<void> {
    const whole = { vmSize: 'STANDARD_NC6', ...body } as never;
    await this.client.call('createCluster', { params: { workspace }, body: whole });
  }

  #pool() {
    return this.client.call('getCluster', { params: { workspace, name: 'pool' } });
  }

  async #inState(name: string, state: string): Promise<void> {
    await until(`job ${name} to be ${state}`, async () => {
      const job = await this.client.call('getJob', { params: { ...inExperiment, name } });
      return job.executionState === state;
    });
  }

  close(): Promise<void> {
    return this.server.dispose();
  }
}
