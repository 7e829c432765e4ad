import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { connect } from '@trainyard/sdk/connect';
import { linesOf } from '@trainyard/sdk/log-lines';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Gate } from '../cluster/gate.ts';
import { readAll } from '../cluster/read-all.ts';
import { adminToken, plainEnvironment } from '../cluster/server.ts';
import { Yard } from '../cluster/yard.ts';

let yard: Yard;
const scratch = mkdtempSync(join(tmpdir(), 'trainyard-sdk-'));
beforeAll(async () => {
  yard = await Yard.open(2);
});
afterAll(async () => {
  await yard?.close();
  rmSync(scratch, { recursive: true, force: true });
});

/** The first program of the SDK's README. */
function example(): string {
  const readme = readFileSync(new URL('../../packages/sdk/README.md', import.meta.url), 'utf8');
  return /^```ts\n(.*?)^```$/ms.exec(readme)?.[1] ?? '';
}

test("the README's program does what it says, as it stands there", async () => {
  await yard.client.call('createWorkspace', { body: { name: 'lab' } });
  await yard.client.call('createExperiment', { params: { workspace: 'lab' }, body: { name: 'first' } });
  const scaleSettings = { manual: { targetNodeCount: 2 } };
  const body = { name: 'two', vmSize: 'STANDARD_D1', scaleSettings };
  await yard.client.call('createCluster', { params: { workspace: 'lab' }, body });
  // Read from stdin, names are looked up from the folder that it runs in.
  const start = `process.chdir(${JSON.stringify(scratch)});\n`;
  const program = spawn(process.execPath, ['--input-type=module-typescript', '-'], {
    cwd: fileURLToPath(new URL('..', import.meta.url)),
    env: plainEnvironment({ TRAINYARD_URL: yard.server.url, TRAINYARD_TOKEN: adminToken }),
  });
  program.stdin.end(`${start}${example()}`);
  const [output, complaints] = await Promise.all([program.stdout, program.stderr].map((stream) => readAll(stream)));
  if (program.exitCode === null) await once(program, 'exit');
  expect([program.exitCode, String(complaints)]).toEqual([0, '']);
  const lines = String(output).trim().split('\n');
  expect(lines.filter((line) => /^rank \d: /.test(line)).sort()).toEqual([
    'rank 0: hello from rank 0',
    'rank 1: hello from rank 1',
  ]);
  const events = lines.filter((line) => line.startsWith('event'));
  expect(events[0]).toMatch(/: job.submitted$/);
  expect(events.at(-1)).toMatch(/: job.succeeded$/);
  expect(lines).toContain('succeeded, exit code 0');
  const files = lines.slice(lines.indexOf('succeeded, exit code 0') + 1).map((line) => line.split(': '));
  expect(files.map(([, size]) => size)).toEqual(['2 bytes', '2 bytes']);
  const left = files.map(([path = '']) => readFileSync(join(scratch, path.replaceAll('/', '-')), 'utf8'));
  expect(left.sort()).toEqual(['0\n', '1\n']);
});

test('a log and a job are followed over a crash of the server, each byte once', async () => {
  const trainyard = connect({ url: yard.server.url, token: adminToken, reconnectDelay: 50 });
  const gate = new Gate(yard.server, 'crashes');
  const commandLine = `for at in $(seq 1000); do echo line $at; done; ${gate.wait}; echo the last`;
  const job = await yard.submit('crashes', { customToolkitSettings: { commandLine } });
  const ended = trainyard.waitForJob(job);
  const lines: string[] = [];
  for await (const item of linesOf(trainyard.logs(job))) {
    if (item.kind !== 'line') throw new Error(`lost: ${item.why}`);
    lines.push(item.text);
    if (lines.length !== 1_000) continue;
    await yard.server.kill('SIGKILL');
    await yard.server.start();
    gate.open();
  }
  const expected = Array.from({ length: 1_000 }, (_, at) => `line ${at + 1}`);
  expect(lines).toEqual([...expected, 'the last']);
  expect(await ended).toMatchObject({ uid: job.uid, executionState: 'succeeded' });
});
