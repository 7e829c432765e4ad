import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Fence } from '@trainyard/contracts/attempt';
import type { ChannelTarget } from '@trainyard/contracts/channel';
import type { TrainyardEvent } from '@trainyard/contracts/events';
import type { Live } from '@trainyard/sdk/live';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { allOf, liveOf, run } from '../cluster/channels.ts';
import { agentsOf, runningProcesses } from '../cluster/processes.ts';
import { until } from '../cluster/wait.ts';
import { Yard } from '../cluster/yard.ts';

let yard: Yard;
let live: Live;
let fence: Fence;
let nodeUid: string;
/** Listens on the first port that the job leased; echoes, and ends the connection with the other side. */
const echo = `node -e "require('net').createServer((s) => s.pipe(s)).listen(Number(process.env.MASTER_PORT))"`;

beforeAll(async () => {
  yard = await Yard.open(2);
  live = liveOf(yard.server);
  const job = await yard.submit('open', {
    distributedSettings: { commandLine: `echo ready; ${echo}`, processCount: 1 },
    environmentVariables: [{ name: 'COLOUR', value: 'blue' }],
    secrets: [{ name: 'WORD', value: 'swordfish' }],
  });
  await until('the job to run', async () => (await yard.log('open')).includes('ready'));
  fence = { job: job.uid, unit: 0, attempt: 1, task: 0 };
  nodeUid = (await yard.attempts('open'))[0]?.tasks[0]?.node.uid ?? '';
});
afterAll(async () => {
  live?.close();
  await yard?.close();
});

const inTask = () => ({ kind: 'task' as const, fence });
const onNode = () => ({ kind: 'node' as const, nodeUid });
const terminal = { columns: 80, rows: 24 };

/** Processes of the machine that bear this word in their environment or command. */
const bearing = (word: string) => runningProcesses().filter(({ command }) => command.includes(word));

async function events(type: string) {
  const { items } = await yard.client.call('listEvents', { query: { limit: 1000 } });
  return (items as unknown as TrainyardEvent[]).filter((event) => event.type === type);
}

describe('a command', () => {
  test('in a task has its variables, secrets, directory and fence; exit codes and signals come back as they are', async () => {
    const line = 'echo "$COLOUR $WORD $TRAINYARD_FENCE"; pwd; echo oops >&2; exit 7';
    const said = await run(live, inTask(), line);
    const key = `${fence.job}/0/1/0`;
    expect(said).toMatchObject({ stderr: 'oops\n', exitCode: 7, signal: null });
    expect(said.stdout).toMatch(new RegExp(`^blue swordfish ${key}\\n/.*/work\\n$`));
    expect(await run(live, inTask(), 'kill -KILL $$')).toMatchObject({ exitCode: 137, signal: 'SIGKILL' });
  });

  test('on a node is outside any job', async () => {
    const said = await run(live, onNode(), 'echo "$AZ_BATCH_NODE_ID-$TRAINYARD_FENCE-$COLOUR"');
    expect(said).toMatchObject({ stdout: `${nodeUid}--\n`, exitCode: 0 });
  });

  test('that is not there ends with 127 and says so, as a shell has it', async () => {
    for (const where of [inTask(), onNode()]) {
      const channel = await live.openChannel({ ...where, command: ['/no/such/program'], terminal: null });
      const said = await allOf(channel);
      expect(said).toMatchObject({ exitCode: 127, stdout: '' });
      expect(said.stderr).toContain('/no/such/program: not found');
    }
  });

  test('100 MB pass whole both ways, and a reader that stops holds the writer up in bounded memory', async () => {
    const bytes = 100 * 1024 * 1024;
    const channel = await live.openChannel({ ...onNode(), command: ['cat'], terminal: null });
    const chunk = Buffer.alloc(64 * 1024, 'trainyard ');
    const sent = createHash('sha256');
    let written = 0;
    const writing = (async () => {
      for (; written < bytes; written += chunk.length) {
        sent.update(chunk);
        await channel.write(chunk);
      }
      await channel.end();
    })();
    // Nothing was read yet: what is on the way fits into both windows, the pipes and a chunk.
    await until('the writer to be held up', async () => {
      const before = written;
      // Over the same connections: had there been room for more, it would have been written meanwhile.
      await run(live, onNode(), 'true');
      return written === before && written > 0;
    });
    expect(written).toBeLessThan(4 * 1024 * 1024);
    const [agent] = agentsOf(yard.server.home);
    const received = createHash('sha256');
    let read = 0;
    let largest = 0;
    for await (const { bytes: got } of channel) {
      received.update(got);
      read += got.length;
      if (read % (8 * 1024 * 1024) < got.length) largest = Math.max(largest, residentBytes(yard.server.pid));
    }
    await writing;
    expect(read).toBe(bytes);
    expect(received.digest('hex')).toBe(sent.digest('hex'));
    expect(await channel.ended).toEqual({ exitCode: 0, signal: null });
    expect(largest).toBeLessThan(400 * 1024 * 1024);
    expect(residentBytes(agent?.pid ?? 0)).toBeLessThan(200 * 1024 * 1024);
  });
});

function residentBytes(pid: number): number {
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'latin1'))?.[1] ?? 0) * 1024;
}

describe('a terminal', () => {
  test('is one, has the size it was given and the one it is changed to', async () => {
    const channel = await live.openChannel({ ...inTask(), command: null, terminal });
    let seen = '';
    const reading = (async () => {
      for await (const { bytes } of channel) seen += Buffer.from(bytes).toString('utf8');
    })();
    await channel.write('test -t 0 && test -t 1 && echo "size=$(stty size)" "$COLOUR"\n');
    await until('the first size', () => seen.includes('size=24 80 blue'));
    channel.resize({ columns: 132, rows: 43 });
    await channel.write('echo "now=$(stty size)"\n');
    await until('the second size', () => seen.includes('now=43 132'));
    await channel.write('exit 3\n');
    expect(await channel.ended).toEqual({ exitCode: 3, signal: null });
    await reading;
  });

  test('closing it ends the whole tree, also what left the session', async () => {
    const channel = await live.openChannel({ ...onNode(), command: null, terminal });
    await channel.write('setsid sleep 4711 & sleep 4712\n');
    await until('both to run', () => bearing('sleep 4711').length > 0 && bearing('sleep 4712').length > 0);
    channel.close();
    expect(await channel.ended).toEqual({ exitCode: null, signal: null });
    await until('both to be gone', () => bearing('sleep 471').length === 0);
  });
});

describe('a port', () => {
  test('that the job leased is reached, and every other is refused', async () => {
    const listens = runningProcesses().find(({ environment }) => environment.TRAINYARD_FENCE === `${fence.job}/0/1/0`);
    const port = Number(listens?.environment.MASTER_PORT);
    const channel = await live.openChannel({ kind: 'port', fence, port });
    await channel.write('hello');
    await channel.end();
    expect(await allOf(channel)).toMatchObject({ stdout: 'hello', exitCode: null });
    const own = Number(new URL(yard.server.url).port);
    await expect(live.openChannel({ kind: 'port', fence, port: own })).rejects.toMatchObject({ code: 'PortNotLeased' });
  });
});

describe('rights and audit', () => {
  test('who may only look opens nothing, and an older attempt leads nowhere', async () => {
    const { secret } = await yard.client.call('createToken', { body: { name: 'looker', role: 'reader' } });
    const looker = liveOf(yard.server, secret);
    const target: ChannelTarget = { ...onNode(), command: ['true'], terminal: null };
    await expect(looker.openChannel(target)).rejects.toMatchObject({ code: 'Forbidden' });
    await expect(run(looker, inTask(), 'true')).rejects.toMatchObject({ code: 'Forbidden' });
    looker.close();
    const stale = { ...fence, attempt: 2 };
    await expect(run(live, { kind: 'task', fence: stale }, 'true')).rejects.toMatchObject({
      code: 'StaleAttempt',
    });
  });

  test('opening and closing are in the event log, with who, where, what and how it ended', async () => {
    await run(live, inTask(), 'exit 9');
    const closed = await until('the closing', async () =>
      (await events('channel.closed')).find(({ changed }) => changed.exitCode === 9),
    );
    expect(closed).toMatchObject({
      actor: { kind: 'administrator', via: 'cli' },
      jobUid: fence.job,
      changed: { command: ['bash', '-c', 'exit 9'], openedBy: 'administrator', nodeUid, signal: null, why: null },
    });
    expect(closed.changed.ms).toBeTypeOf('number');
    const opened = (await events('channel.opened')).find(({ subject }) => subject.uid === closed.subject.uid);
    expect(opened).toMatchObject({ changed: { target: 'task', command: ['bash', '-c', 'exit 9'], terminal: false } });
  });

  test('at most sixteen at once', async () => {
    const target: ChannelTarget = { ...onNode(), command: ['cat'], terminal: null };
    const all = await Promise.all(Array.from({ length: 16 }, () => live.openChannel(target)));
    await expect(live.openChannel(target)).rejects.toMatchObject({ code: 'TooManyChannels' });
    for (const one of all) one.close();
  });
});

describe('a cut', () => {
  test('of the person ends the process', async () => {
    const person = liveOf(yard.server);
    const channel = await person.openChannel({ ...onNode(), command: ['sleep', '4713'], terminal: null });
    await until('it to run', () => bearing('sleep 4713').length > 0);
    person.close();
    await expect(channel.ended).rejects.toThrow();
    await until('it to be gone', () => bearing('sleep 4713').length === 0);
  });

  test('of the agent by kill -9 is told, and what it left is ended', async () => {
    // The node beside that of the job, which is given up when its agent comes back too late.
    const idle = (await yard.nodes()).find(({ uid }) => uid !== nodeUid)?.uid ?? '';
    const channel = await live.openChannel({
      kind: 'node',
      nodeUid: idle,
      command: ['bash', '-c', 'trap "" PIPE HUP TERM; setsid sleep 4714 & wait'],
      terminal: null,
    });
    await until('it to run', () => bearing('sleep 4714').length > 0);
    for (const { pid, environment } of agentsOf(yard.server.home)) {
      if (environment.TRAINYARD_NODE === idle) process.kill(pid, 'SIGKILL');
    }
    await expect(allOf(channel)).rejects.toMatchObject({ code: 'ChannelCut' });
    await until('it to be gone', () => bearing('sleep 4714').length === 0);
  });

  test('the end of the task ends what was opened in it', async () => {
    const shell = await live.openChannel({ ...inTask(), command: null, terminal });
    const command = await live.openChannel({ ...inTask(), command: ['sleep', '4715'], terminal: null });
    await yard.terminate('open');
    await shell.ended;
    expect(await command.ended).toEqual({ exitCode: 143, signal: 'SIGTERM' });
    await yard.inState('open', 'failed');
    await expect(run(live, inTask(), 'true')).rejects.toMatchObject({ code: 'StaleAttempt' });
  });
});

describe('a session', () => {
  test('stays while somebody is connected, and ends by itself with 0 after', async () => {
    const job = await yard.submit('session', { customToolkitSettings: { commandLine: '"$TRAINYARD_UNTIL_IDLE" 2' } });
    await until('the job to run', async () => (await yard.log('session')).includes('waits'));
    const there = { kind: 'task' as const, fence: { job: job.uid, unit: 0, attempt: 1, task: 0 } };
    const shell = await live.openChannel({ ...there, command: ['cat'], terminal: null });
    // Twice what it would wait for without.
    const waited = await run(live, there, 'sleep 4; echo "still $TRAINYARD_FENCE"');
    expect(waited.stdout).toBe(`still ${job.uid}/0/1/0\n`);
    expect((await yard.job('session')).executionState).toBe('running');
    shell.close();
    await yard.inState('session', 'succeeded');
    expect(String(await yard.log('session'))).toContain('nobody was connected for 2 s: ends');
  });

  test('that is told no number of seconds says so', async () => {
    await yard.submit('no-number', { customToolkitSettings: { commandLine: '"$TRAINYARD_UNTIL_IDLE" soon' } });
    await yard.inState('no-number', 'failed');
    expect(String(await yard.log('no-number', { fd: 'stderr' }))).toContain("not 'soon'");
  });
});
