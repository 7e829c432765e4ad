import { TestServer } from '@trainyard/sdk/testing/test-server';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { pageOf, runHere, runOnTerminal, trainyard, workspaceNamed } from '../testing/world.ts';

type Socket = Parameters<Parameters<TestServer['topics']['set']>[1]>[0];
let server: TestServer;
let recorded: { seq: number; type: string; clusterUid?: string }[];
let push: () => void;

beforeEach(async () => {
  recorded = [];
  const yard = workspaceNamed('yard');
  server = await new TestServer({
    listWorkspaces: () => pageOf([yard]),
    getWorkspace: () => yard,
  }).start();
  const sockets = new Map<Socket, number>();
  const topicOf = (topic: string) => (socket: Socket, after: number | undefined) => {
    let sent = after ?? recorded.at(-1)?.seq ?? 0;
    sockets.set(socket, sent);
    const send = () => {
      const events = recorded.filter(({ seq }) => seq > sent);
      const seq = recorded.at(-1)?.seq ?? 0;
      if (events.length > 0) socket.emit('events', { topic, prev: sent, seq, events });
      sent = seq;
      socket.emit('mark', { topic, seq });
    };
    push = send;
    setImmediate(send);
    return recorded.at(-1)?.seq ?? 0;
  };
  for (const topic of ['all', `workspace:${yard.uid}`]) server.topics.set(topic, topicOf(topic));
});
afterEach(() => server.stop());

const add = (count: number) => {
  for (let left = count; left > 0; left--) recorded.push({ seq: recorded.length + 1, type: 'job.updated' });
};
const seqs = (text: string) =>
  text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line).seq);

test('each event is one line of JSON, once, over cuts, from --after on', { timeout: 20_000 }, async () => {
  add(5);
  let seen = '';
  const onOut = (bytes: Buffer) => {
    seen += bytes;
  };
  const done = trainyard(server, ['event', 'list', '-f', '--after', '2', '--max-items', '10'], { onOut });
  await vi.waitFor(() => expect(seqs(seen)).toEqual([3, 4, 5]), 8000);
  server.cutAll();
  // Made while it is cut: neither missing nor doubled afterwards.
  add(4);
  await vi.waitFor(() => expect(seqs(seen)).toEqual([3, 4, 5, 6, 7, 8, 9]), 8000);
  add(9);
  push();
  const { code, stdout, stderr } = await done;
  expect(seqs(String(stdout))).toEqual([3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: 'the connection is cut: trying again\n' });
  expect(server.subscriptions.map(({ after }) => after)).toEqual([2, 5]);
});

test('of a workspace its topic is followed; a query is of each event', async () => {
  add(2);
  const args = ['event', 'list', '-f', '-w', 'yard', '--after', '0', '--max-items', '2', '--query', '{s: seq}'];
  expect(String((await runHere(server, args)).stdout)).toBe('{"s":1}\n{"s":2}\n');
  expect(server.subscriptions[0]?.topic).toBe(`workspace:${workspaceNamed('yard').uid}`);
});

test('at a terminal it is a table that grows', async () => {
  add(1);
  const { screen } = await runOnTerminal(server, ['event', 'list', '-f', '--after', '0', '--max-items', '1']);
  const [titles, , row] = screen.split('\n');
  expect(titles).toMatch(/^ {5}Seq {2}At +Type +Subject +By$/);
  expect(row).toMatch(/^ {7}1 +job\.updated$/);
});

test('a subject that is not there ends it with 3', async () => {
  server.topics.clear();
  expect((await runHere(server, ['event', 'list', '-f'])).code).toBe(3);
});
