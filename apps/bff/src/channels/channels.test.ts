import type { ChannelAnswer, ChannelStart, ChannelTarget } from '@trainyard/contracts/channel';
import { channelLimits } from '@trainyard/contracts/channel';
import type { DesiredTask } from '@trainyard/contracts/fleet';
import type { Socket } from 'socket.io-client';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { connect, enrol, type TestAgent, type TestNode } from '../testing/agent.ts';
import { adminToken, type Booted, boot, until } from '../testing/boot.ts';

let yard: Booted;
let node: TestNode;
let agent: TestAgent;
let person: Socket;
/** What the agent was asked to start, with its answer still open. */
const starts: { start: ChannelStart; answer(answer: ChannelAnswer): void }[] = [];

beforeAll(async () => {
  yard = await boot();
  node = await enrol(yard, 'one');
  agent = await connect(yard, node);
  agent.socket.on('channelStart', (start: ChannelStart, answer: (answer: ChannelAnswer) => void) =>
    starts.push({ start, answer }),
  );
  await agent.socket.emitWithAck('report', { n: 1, tasks: [], node: { phase: 'ready', reason: null } });
  await yard.call('POST', '/api/v1/workspaces/fleet/experiments', { body: { name: 'e' } });
  person = yard.socket('/live', { token: adminToken });
  await until('the connection', () => person.connected);
}, 60_000);
afterAll(() => yard?.stop());

const target = (): ChannelTarget => ({ kind: 'node', nodeUid: node.uid, command: ['cat'], terminal: null });
let ids = 0;

/** Opens a channel that the agent agrees to; answers the ids of both halves. */
async function open(): Promise<{ mine: string; theirs: string }> {
  const mine = `p${++ids}`;
  const answered: Promise<ChannelAnswer> = person.emitWithAck('channelOpen', { id: mine, target: target() });
  await until('the start', () => starts.length > 0);
  const { start, answer } = starts.shift() as (typeof starts)[number];
  answer({ ok: true });
  expect(await answered).toEqual({ ok: true, uid: start.id });
  return { mine, theirs: start.id };
}

/** The next message of a kind on a connection. */
const next = <T>(socket: Socket, message: string): Promise<T> =>
  new Promise((resolve) => socket.once(message, resolve));
const bytes = (count: number) => Buffer.alloc(count, 1);

describe('a channel', () => {
  test('passes on what either side says under the name that the other knows, and ends with the exit', async () => {
    const { mine, theirs } = await open();
    const stdin = next(agent.socket, 'channelData');
    person.emit('channelData', { id: mine, fd: 'stdin', bytes: Buffer.from('ask'), end: true });
    expect(await stdin).toEqual({ id: theirs, fd: 'stdin', bytes: Buffer.from('ask'), end: true });
    const stdout = next(person, 'channelData');
    agent.socket.emit('channelData', { id: theirs, fd: 'stdout', bytes: Buffer.from('answer') });
    expect(await stdout).toEqual({ id: mine, fd: 'stdout', bytes: Buffer.from('answer') });
    const exit = next(person, 'channelExit');
    agent.socket.emit('channelExit', { id: theirs, exitCode: 7, signal: null });
    expect(await exit).toEqual({ id: mine, exitCode: 7, signal: null });
  });

  test('is closed when a side sends more than its window, and the books are kept by what was taken', async () => {
    const { mine, theirs } = await open();
    const broken = next(agent.socket, 'channelClose');
    const told = next(person, 'channelClose');
    for (let sent = 0; sent < channelLimits.windowBytes; sent += channelLimits.dataBytes) {
      person.emit('channelData', { id: mine, fd: 'stdin', bytes: bytes(channelLimits.dataBytes) });
    }
    agent.socket.emit('channelGot', { id: theirs, bytes: 2 });
    await until('the taking to have passed', async () => (await person.emitWithAck('clock')) !== undefined);
    person.emit('channelData', { id: mine, fd: 'stdin', bytes: bytes(2) });
    person.emit('channelData', { id: mine, fd: 'stdin', bytes: bytes(1) });
    expect(await told).toMatchObject({ id: mine, error: { code: 'ChannelBroken' } });
    expect(await broken).toMatchObject({ id: theirs, error: { code: 'ChannelBroken' } });
  });

  test.each([
    ['an agent that writes to stdin', () => agent.socket, 'channelData', { fd: 'stdin', bytes: bytes(1) }],
    ['an agent that changes the size', () => agent.socket, 'channelResize', { terminal: { columns: 1, rows: 1 } }],
    ['an agent that took what nobody sent', () => agent.socket, 'channelGot', { bytes: 1 }],
    ['a person who says how it ended', () => person, 'channelExit', { exitCode: 0, signal: null }],
  ])('is closed by %s', async (_, who, message, payload) => {
    const { mine, theirs } = await open();
    const told = next(person, 'channelClose');
    who().emit(message, { id: who() === person ? mine : theirs, ...payload });
    expect(await told).toMatchObject({ id: mine, error: { code: 'ChannelBroken' } });
  });

  test('of others is out of reach: an id means only what its own connection named', async () => {
    const { mine, theirs } = await open();
    const stranger = yard.socket('/live', { token: adminToken });
    await until('the stranger', () => stranger.connected);
    stranger.emit('channelClose', { id: mine });
    stranger.emit('channelClose', { id: theirs });
    await stranger.emitWithAck('clock');
    const still = next(agent.socket, 'channelData');
    person.emit('channelData', { id: mine, fd: 'stdin', bytes: bytes(1) });
    expect(await still).toMatchObject({ id: theirs });
    person.emit('channelClose', { id: mine });
    stranger.close();
  });

  test('that is closed while it is opened is closed at the agent too', async () => {
    const mine = `p${++ids}`;
    const answered: Promise<ChannelAnswer> = person.emitWithAck('channelOpen', { id: mine, target: target() });
    await until('the start', () => starts.length > 0);
    const { start, answer } = starts.shift() as (typeof starts)[number];
    const closed = next(agent.socket, 'channelClose');
    person.emit('channelClose', { id: mine });
    expect(await closed).toEqual({ id: start.id });
    answer({ ok: true });
    await answered;
  });

  test('into a node whose agent is not there is refused', async () => {
    const away = await enrol(yard, 'away');
    const answer: ChannelAnswer = await person.emitWithAck('channelOpen', {
      id: 'away',
      target: { ...target(), nodeUid: away.uid },
    });
    expect(answer).toMatchObject({ ok: false, error: { code: 'NodeNotConnected' } });
  });

  test('waits for an agent that comes back in a moment', async () => {
    const late = await enrol(yard, 'late');
    const answered: Promise<ChannelAnswer> = person.emitWithAck('channelOpen', {
      id: 'late',
      target: { ...target(), nodeUid: late.uid },
    });
    const agrees = (_start: ChannelStart, answer: (answer: ChannelAnswer) => void): void => answer({ ok: true });
    const back = await connect(yard, late, (socket) => socket.on('channelStart', agrees));
    expect(await answered).toMatchObject({ ok: true });
    back.socket.disconnect();
  });
});

describe('a task', () => {
  let other: TestAgent;
  let own: DesiredTask['plan']['fence'];
  let foreign: DesiredTask['plan']['fence'];
  beforeAll(async () => {
    other = await connect(yard, await enrol(yard, 'two'));
    await other.socket.emitWithAck('report', { n: 1, tasks: [], node: { phase: 'ready', reason: null } });
    own = (await task('one', agent)).plan.fence;
    foreign = (await task('two', other)).plan.fence;
  }, 60_000);

  /** Submits a job to a cluster of one node and waits for its task. */
  async function task(cluster: string, of: TestAgent): Promise<DesiredTask> {
    const body = { name: `j-${cluster}`, cluster: { name: cluster }, customToolkitSettings: { commandLine: 'true' } };
    const { status, text, json } = await yard.call('POST', '/api/v1/workspaces/fleet/experiments/e/jobs', { body });
    if (status !== 201) throw new Error(text);
    const found = () => of.deltas.flatMap(({ upsert }) => upsert).find(({ plan }) => plan.fence.job === json.uid);
    await until('the task to be wanted', found);
    return found() as DesiredTask;
  }

  const ask = (by: TestAgent, from: object, to: ChannelTarget): Promise<ChannelAnswer> =>
    by.socket.emitWithAck('channelOpen', { id: `from-${++ids}`, from, target: to });
  const into = (fence: typeof own): ChannelTarget => ({ kind: 'task', fence, command: ['true'], terminal: null });

  test('starts processes in its own attempt', async () => {
    const answered = ask(agent, own, into(own));
    await until('the start', () => starts.length > 0);
    starts.shift()?.answer({ ok: true });
    expect(await answered).toMatchObject({ ok: true });
  });

  test('reaches neither another job nor a node nor an attempt that is none', async () => {
    const code = async (to: ChannelTarget) => (await ask(agent, own, to)) as { error?: { code: string } };
    expect((await code(into(foreign))).error?.code).toBe('Forbidden');
    expect((await code(target())).error?.code).toBe('Forbidden');
    expect((await code(into({ ...own, attempt: 2 }))).error?.code).toBe('StaleAttempt');
  });

  test('is believed only by its own agent', async () => {
    expect(await ask(other, own, into(own))).toMatchObject({ ok: false, error: { code: 'NotThisAgent' } });
    expect(await ask(agent, { ...own, attempt: 2 }, into(own))).toMatchObject({ ok: false });
  });
});
