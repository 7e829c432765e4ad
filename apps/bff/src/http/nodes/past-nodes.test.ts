import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Booted, boot, type CallOptions } from '../../testing/boot.ts';

let yard: Booted;
beforeAll(async () => {
  yard = await boot();
  await ask('POST', '/workspaces', { body: { name: 'w' } });
  await ask('POST', '/workspaces/w/experiments', { body: { name: 'e' } });
});
afterAll(() => yard?.stop());

const ask = (method: string, path: string, options?: CallOptions) => yard.call(method, `/api/v1${path}`, options);

const price = { perNodeHour: 3_600, currency: 'EUR' };

/** Asks again until it is as wanted. */
async function until<T>(ask: () => Promise<T>, wanted: (answer: T) => boolean): Promise<T> {
  for (;;) {
    const answer = await ask();
    if (wanted(answer)) return answer;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

test('a node is shown by its name, and after it went as it last was, with when and by whom', async () => {
  await ask('POST', '/workspaces/w/clusters', {
    body: { name: 'c', vmSize: 'STANDARD_NC6', scaleSettings: { manual: { targetNodeCount: 1 } }, price },
  });
  const list = () => ask('GET', '/workspaces/w/clusters/c/nodes');
  const [node] = (await until(list, ({ json }) => json.items.length === 1)).json.items;
  const here = await ask('GET', `/workspaces/w/clusters/c/nodes/${node.name}`);
  expect(here.json).toMatchObject({ uid: node.uid, name: node.name, gone: null });
  await ask('PATCH', '/workspaces/w/clusters/c', { body: { scaleSettings: { manual: { targetNodeCount: 0 } } } });
  await until(list, ({ json }) => json.items.length === 0);
  for (const named of [node.name, node.uid]) {
    const { status, json } = await ask('GET', `/workspaces/w/clusters/c/nodes/${named}`);
    expect(status).toBe(200);
    expect(json).toMatchObject({ uid: node.uid, name: node.name, vmSize: 'STANDARD_NC6', can: { operate: false } });
    expect(json.gone).toMatchObject({ by: 'Trainyard', time: expect.stringMatching(/^2/) });
  }
  const tasks = await ask('GET', `/workspaces/w/clusters/c/nodes/${node.name}/tasks`);
  expect(tasks.json).toMatchObject({ items: [], next: null });
  const none = await ask('GET', '/workspaces/w/clusters/c/nodes/c-77');
  expect([none.status, none.json.error.code]).toEqual([404, 'NodeNotFound']);
});

test('activity says how many waited, and what nodes with a price cost', async () => {
  const before = Date.now();
  for (const name of ['one', 'two']) {
    await ask('POST', '/workspaces/w/experiments/e/jobs', {
      body: { name, cluster: { name: 'c' }, customToolkitSettings: { commandLine: 'true' } },
    });
  }
  const url = `/workspaces/w/activity?from=${before - 60_000}&points=10`;
  const { json, status, text } = await ask('GET', url);
  expect([status, text.slice(0, 300)]).toEqual([200, expect.any(String)]);
  expect(json.waiting).toHaveLength(10);
  expect([json.waiting[0], json.waiting.at(-1), json.waitingNow]).toEqual([0, 2, 2]);
  expect(json).toMatchObject({ started: 0, medianWaitMs: null, preemptions: [] });
  // A node that costs one a second was there for a moment.
  expect(json.spent[0].currency).toBe('EUR');
  expect(json.spent[0].amount).toBeGreaterThan(0);
  for (const name of ['one', 'two']) await ask('POST', `/workspaces/w/experiments/e/jobs/${name}/terminate`);
  const { json: after } = await ask('GET', url);
  expect([after.waiting.at(-1), after.waitingNow]).toEqual([2, 0]);
});
