import { afterAll, beforeAll, expect, test } from 'vitest';
import { connect, enrol } from '../../testing/agent.ts';
import { type Booted, boot, until } from '../../testing/boot.ts';

let yard: Booted;
let insider: string;
let outsider: string;

/** A node of the workspace `fleet` that a job of the workspace `elsewhere` holds. */
beforeAll(async () => {
  yard = await boot();
  const node = await enrol(yard, 'one');
  const agent = await connect(yard, node);
  await agent.socket.emitWithAck('report', { n: 1, tasks: [], node: { phase: 'ready', reason: null } });
  await yard.call('POST', '/api/v1/workspaces', { body: { name: 'elsewhere' } });
  await yard.call('POST', '/api/v1/workspaces/elsewhere/experiments', { body: { name: 'e' } });
  const cluster = { name: 'one', workspace: 'fleet' };
  const body = { name: 'hush', cluster, customToolkitSettings: { commandLine: 'true' } };
  const made = await yard.call('POST', '/api/v1/workspaces/elsewhere/experiments/e/jobs', { body });
  expect(made.status).toBe(201);
  await until('the task to be wanted', () => agent.deltas.some(({ upsert }) => upsert.length > 0));
  outsider = await readerOf('fleet');
  insider = (await yard.call('POST', '/api/v1/tokens', { body: { name: 'all', role: 'reader' } })).json.secret;
}, 60_000);
afterAll(() => yard?.stop());

async function readerOf(workspace: string): Promise<string> {
  const made = await yard.call('POST', '/api/v1/tokens', { body: { name: workspace, role: 'reader', workspace } });
  return made.json.secret;
}

/** What the node's own page, the list of nodes and the list of its tasks answer. */
async function seenBy(token: string) {
  const nodes = '/api/v1/workspaces/fleet/clusters/one/nodes';
  const list = await yard.call('GET', nodes, { token });
  const [node] = list.json.items;
  const [one, tasks] = await Promise.all([
    yard.call('GET', `${nodes}/${node.name}`, { token }),
    yard.call('GET', `${nodes}/${node.name}/tasks`, { token }),
  ]);
  return { listed: node.jobs, shown: one.json.jobs, tasks: tasks.json.items, all: [list, one, tasks] };
}

test('who does not see the workspace of a job learns that it holds something of a node, and not its name', async () => {
  const { listed, shown, tasks, all } = await seenBy(outsider);
  const nameless = [{ uid: expect.any(String), name: null, gpuIds: [] }];
  expect([listed, shown]).toEqual([nameless, nameless]);
  expect(tasks).toMatchObject([{ job: null, to: null, cpus: expect.any(Number) }]);
  for (const { text } of all) expect(text).not.toMatch(/hush|elsewhere/);
});

test('who sees both is told the name, and where the job is', async () => {
  const { listed, shown, tasks } = await seenBy(insider);
  expect([listed, shown]).toMatchObject([[{ name: 'hush' }], [{ name: 'hush' }]]);
  expect(tasks).toMatchObject([{ job: { workspace: 'elsewhere', experiment: 'e', name: 'hush' } }]);
});
