import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Command } from '../cluster/command.ts';
import { adminToken } from '../cluster/server.ts';
import { until } from '../cluster/wait.ts';
import { Yard } from '../cluster/yard.ts';

let yard: Yard;
const home = mkdtempSync(join(tmpdir(), 'trainyard-own-'));
beforeAll(async () => {
  yard = await Yard.open(1);
});
afterAll(async () => {
  await yard?.close();
  rmSync(home, { recursive: true, force: true });
});

/** The command of somebody who is signed in. */
function start(line: string, ...more: string[]) {
  const environment = { HOME: home, TRAINYARD_URL: yard.server.url, TRAINYARD_TOKEN: adminToken };
  return new Command([...line.split(' '), ...more], environment);
}
const run = (line: string, ...more: string[]) => start(line, ...more).end();
async function done(line: string, ...more: string[]): Promise<string> {
  const ended = await run(line, ...more);
  expect(ended, `trainyard ${line}`).toMatchObject({ code: 0 });
  return ended.out;
}
const told = async (line: string, ...more: string[]) => JSON.parse(await done(line, ...more));
function file(name: string, content: string): string {
  writeFileSync(join(home, name), content);
  return join(home, name);
}
const seqs = (text: string) =>
  text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line).seq as number);

const declared = `
kind: workspace
name: lab
tags: { team: vision }
---
kind: experiment
name: first
---
kind: cluster
name: two
vmSize: STANDARD_NC6
scaleSettings: { manual: { targetNodeCount: 0 } }
nodeSetup: { setupTask: { commandLine: "true", secrets: [{ name: PW, value: swordfish }] } }
---
kind: limit
scope: workspace
name: lab
limits: { jobs: 100 }
---
kind: job
name: after
cluster: { name: two }
dependsOn: [{ job: before }]
customToolkitSettings: { commandLine: "true" }
---
kind: job
name: before
cluster: { name: two }
files: [{ path: x.txt, text: hello }]
secrets: [{ name: PW, value: swordfish }]
services: [{ name: board, commandLine: "true" }]
environmentVariables: [{ name: A, value: "1" }]
pyTorchSettings: { pythonScriptFilePath: x.txt }
`;

describe('files that declare', () => {
  test('are applied in order, once; what is as they say is the same, and a change is said and made', async () => {
    const path = file('yard.yaml', declared);
    expect((await run('diff -f', path)).code).toBe(1);
    const made = await told('apply -y -f', path);
    expect(made.map(({ kind, done: what }: { kind: string; done: string }) => `${kind} ${what}`)).toEqual(
      ['workspace', 'limit', 'experiment', 'cluster', 'job', 'job'].map((kind) => `${kind} created`),
    );
    expect(await run('diff -o table -f', path)).toMatchObject({ code: 0, out: expect.stringMatching(/\n6 same\n$/) });
    file('yard.yaml', declared.replace('targetNodeCount: 0', 'targetNodeCount: 1').replace('jobs: 100', 'jobs: 9'));
    const differs = await run('diff -o table -f', path);
    expect(differs.code).toBe(1);
    expect(differs.out).toContain('    ~ scaleSettings.manual.targetNodeCount: 0 → 1\n');
    await done('apply -y -f', path);
    expect((await run('diff -f', path)).code).toBe(0);
    file('yard.yaml', declared.replace('STANDARD_NC6', 'STANDARD_NC12'));
    expect((await run('apply -y -f', path)).code).toBe(4);
  });
});

describe('many jobs', () => {
  test('of a directory are one request, which sent again makes nothing; faults are told by file', async () => {
    mkdirSync(join(home, 'jobs'));
    for (let at = 0; at < 30; at++) file(`jobs/j${at}.yaml`, `customToolkitSettings: { commandLine: "echo ${at}" }\n`);
    const args = ['-w w -e e -c c -o tsv -f', join(home, 'jobs')] as const;
    const first = await run(`job submit ${args[0]}`, args[1]);
    expect(first.code).toBe(0);
    const again = await run(`job submit ${args[0]}`, args[1]);
    expect(again).toMatchObject({ code: 0, out: first.out, err: expect.stringContaining('30 were submitted before') });
    file('jobs/j7.yaml', 'nodeCount: 0\ncustomToolkitSettings: { commandLine: "" }\n');
    const wrong = await run(`job submit ${args[0]}`, args[1]);
    expect(wrong.code).toBe(1);
    expect(wrong.err).toContain(`${join(home, 'jobs/j7.yaml')}: nodeCount: `);
    expect(wrong.err).toContain('commandLine: ');
    expect(await done('job list -w w --query', "length([?starts_with(name, 'j')])")).toBe('30\n');
  });
});

describe('while a job runs', () => {
  test('events come once each over a kill -9 of the server, and its ranks are watched', async () => {
    const follow = start('event list -f --after 0');
    await until('the first events', () => follow.out.includes('workspace.created'));
    await yard.submit('watched', 'exec sleep 300');
    await yard.inState('watched', 'running');
    const top = await told('job top watched -w w -e e --once');
    expect(
      top.rows.map(({ kind, node, what }: { kind: string; node: string; what: string }) => [kind, node, what]),
    ).toEqual([
      ['node', 'c-0', 'c-0'],
      ['gpu', 'c-0', expect.stringContaining('gpu 0')],
      ['task', 'c-0', 'rank 0'],
    ]);
    expect(top.rows[0].utilisation).toMatchObject({ unit: 'percent', source: 'host' });
    expect(top.rows[1]).toMatchObject({ simulated: true, holder: 'rank 0' });
    const watched = start('job top watched -w w -e e --query live');
    await until('a reading', () => watched.out.includes('true\n'));
    await yard.server.kill('SIGKILL');
    await until('both to notice', () => follow.err.includes('trying again') && watched.out.includes('false\n'));
    await yard.server.start();
    const before = watched.out.length;
    await until('readings from after the restart', () => watched.out.slice(before).includes('true\n'));
    await yard.terminate('watched');
    expect((await watched.end()).code).toBe(0);
    await until('the end in the events', () => follow.out.includes('"job.failed"'));
    const seen = seqs(follow.out);
    expect(seen).toEqual(seen.map((_, at) => at + 1));
    follow.kill();
  });
});

test('a token is made, works for what it may, and is revoked; both builds are the same', async () => {
  const secret = (await done('token create ci --scope w --expires-in-days 1 -o tsv')).trimEnd();
  expect((await run(`workspace list --token ${secret} --query`, '[].name')).out).toContain('"w"');
  expect((await run(`experiment create x -w w --token ${secret}`)).code).toBe(4);
  await done('token revoke ci -y');
  expect((await run(`workspace list --token ${secret}`)).code).toBe(4);
  const { client, server } = await told('version');
  expect(client).toBe(server);
  expect(await run('job list -w w --query', '[?name')).toMatchObject({
    code: 2,
    err: expect.stringContaining('character 7'),
  });
});
