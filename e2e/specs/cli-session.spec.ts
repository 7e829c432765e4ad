/** The transcript of cli-session.txt, run by the launcher against a real server and agent. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Command } from '../cluster/command.ts';
import { adminToken, RigServer } from '../cluster/server.ts';

const server = new RigServer();
const home = mkdtempSync(join(tmpdir(), 'trainyard-session-'));
const transcript = readFileSync(fileURLToPath(new URL('cli-session.txt', import.meta.url)), 'utf8');

beforeAll(async () => {
  await server.start();
  const properties = {
    priority: 10,
    nodeCount: 1,
    stdOutErrPathPrefix: '$AZ_BATCHAI_JOB_TEMP_DIR',
    customToolkitSettings: { commandLine: 'echo epoch 1; echo epoch 2' },
  };
  const schema = 'https://raw.githubusercontent.com/Azure/BatchAI/master/schemas/2017-09-01-preview/job.json';
  writeFileSync(join(home, 'train.json'), JSON.stringify({ $schema: schema, properties }));
  writeFileSync(
    join(home, 'endless.yaml'),
    'properties:\n  nodeCount: 1\n  stdOutErrPathPrefix: $AZ_BATCHAI_JOB_TEMP_DIR\n  customToolkitSettings:\n    commandLine: sleep 600\n',
  );
});
afterAll(async () => {
  await server.dispose();
  rmSync(home, { recursive: true, force: true });
});

interface Step {
  line: string;
  out: string;
  err: string[];
  code: number;
}

/** The steps of a transcript: a command, what it prints, its exit code. */
function stepsOf(text: string): Step[] {
  const [, ...blocks] = text.split(/^\$ trainyard /m);
  return blocks.map((block) => {
    const [line = '', ...rest] = block.trimEnd().split('\n');
    const code = Number(/^exit (\d+)$/.exec(rest.pop() ?? '')?.[1]);
    const err = rest.filter((one) => one.startsWith('! ')).map((one) => one.slice(2));
    const out = rest.filter((one) => !one.startsWith('! '));
    return { line, out: out.map((one) => `${one}\n`).join(''), err, code };
  });
}

/** `…` is whatever stands there; alone in its line it is any lines. */
function patternOf(text: string): RegExp {
  const literal = (part: string) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  const lines = text.replace(/^…\n/gm, '\u0000').split('\u0000');
  return new RegExp(`^${lines.map((part) => part.split('…').map(literal).join('[^\\n]*')).join('(?:.*\\n)*')}$`);
}

const steps = stepsOf(transcript);

test('the transcript has every step that it is meant to have', () => {
  expect(steps.length).toBeGreaterThan(20);
  expect(steps.every(({ code }) => Number.isInteger(code))).toBe(true);
});

test('each command prints and ends as the transcript says', { timeout: 60_000 }, async () => {
  const env = { HOME: home, TRAINYARD_URL: server.url, TRAINYARD_TOKEN: adminToken };
  for (const { line, out, err, code } of steps) {
    const words = line.split(' ').map((word) => (/\.(json|yaml)$/.test(word) ? join(home, word) : word));
    const ended = await new Command(words, env).end();
    const said = `$ trainyard ${line}\n${ended.out}\n${ended.err}`;
    expect(ended.code, said).toBe(code);
    expect(ended.out, said).toMatch(patternOf(out));
    for (const one of err) expect(ended.err, said).toMatch(new RegExp(`${patternOf(one).source.slice(0, -1)}$`, 'm'));
  }
});
