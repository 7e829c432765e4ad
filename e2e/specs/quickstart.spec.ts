import { afterAll, beforeAll, expect, test } from 'vitest';
import { agentsOf, processesOfJob, tasksUnder } from '../cluster/processes.ts';
import { readAll } from '../cluster/read-all.ts';
import { RigServer } from '../cluster/server.ts';
import { until } from '../cluster/wait.ts';

const server = new RigServer({ TRAINYARD_QUICKSTART: '1' });
beforeAll(() => server.start());
afterAll(() => server.dispose());

const where = { workspace: 'quickstart', experiment: 'digits' };
const job = async () => (await server.client.call('listJobs', { params: { workspace: 'quickstart' } })).items[0];

async function log(attempt: number): Promise<string> {
  const name = (await job())?.name ?? '';
  const { items } = await server.client.call('listLogs', { params: { ...where, name } });
  const stream = items.find(
    (one) => one.phase === 'run' && one.fd === 'stdout' && one.rank === 0 && one.attempt === attempt,
  );
  if (!stream) return '';
  const answer = await server.client.bytes('readLog', { query: { stream: stream.stream } });
  return (await readAll(answer.stream)).toString();
}

test('a new installation trains on two nodes, resumes from its checkpoint after a rank was killed, and leaves a model', {
  timeout: 600_000,
}, async () => {
  await until('both ranks to train', async () => (await log(1)).includes('epoch 2/'), 120_000);
  const { uid, name } = (await job()) ?? { uid: '', name: '' };
  const nodes = (await server.client.call('listNodes', { params: { workspace: 'quickstart', name: 'local' } })).items;
  expect(nodes.filter(({ state }) => state === 'running')).toHaveLength(2);
  await until('a checkpoint on the server', async () => {
    const { items } = await server.client.call('listArtifacts', { params: { ...where, name } });
    return items.some(({ kind }) => kind === 'checkpoint');
  });

  const victim = processesOfJob(uid).find(
    ({ environment, command }) => environment.RANK === '1' && command.startsWith('node'),
  );
  process.kill(victim?.pid ?? 0, 'SIGKILL');
  await until('the next attempt to resume', async () => /resumed from step \d+/.test(await log(2)), 120_000);

  const ended = await until(
    'the end of the training',
    async () => {
      const now = await job();
      return now && ['succeeded', 'failed'].includes(now.executionState) && now;
    },
    400_000,
  );
  expect(ended.executionState).toBe('succeeded');
  const accuracy = /done: held-out accuracy=([\d.]+)/.exec(await log(2))?.[1];
  expect(Number(accuracy)).toBeGreaterThanOrEqual(0.95);

  const { items } = await server.client.call('listArtifacts', { params: { ...where, name } });
  const model = items.find(({ kind, path }) => kind === 'output' && path === 'weights.bin');
  const answer = await server.client.bytes('getArtifact', { params: { uid: model?.uid ?? '' } });
  const bytes = await readAll(answer.stream);
  expect(bytes.length).toBe(model?.bytes);
  expect(bytes.length).toBeGreaterThan(100_000);

  await until('the idle nodes to go', () => agentsOf(server.home).length === 0, 120_000);
  expect(tasksUnder(server.home)).toEqual([]);
});
