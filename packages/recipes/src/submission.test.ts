import { createHash } from 'node:crypto';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { jobCreate } from '@trainyard/contracts/job';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { recipes } from './catalogue.ts';
import { hashFiles, jobOf } from './submission.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'trainyard-submission-'));
});
afterEach(() => rm(folder, { recursive: true }));

const sha256 = (content: Uint8Array | string) => createHash('sha256').update(content).digest('hex');

test('files are hashed whole, in order, with their size and whether they may be run', async () => {
  const large = Buffer.alloc(300_000, 'trainyard');
  await writeFile(join(folder, 'large'), large);
  await writeFile(join(folder, 'run.sh'), '');
  await chmod(join(folder, 'run.sh'), 0o755);
  const files = ['large', 'run.sh'].map((name) => ({ path: `code/${name}`, source: join(folder, name) }));
  expect(await hashFiles(files)).toEqual([
    { ...files[0], sha256: sha256(large), bytes: 300_000, executable: false },
    { ...files[1], sha256: sha256(''), bytes: 0, executable: true },
  ]);
});

test('a file that is not there is an error that names it', async () => {
  const missing = join(folder, 'missing');
  await expect(hashFiles([{ path: 'missing', source: missing }])).rejects.toThrow(missing);
});

test('the digits recipe becomes a job of two nodes that keeps its model and starts again after a failure', async () => {
  const digits = recipes.find((recipe) => recipe.name === 'digits');
  if (!digits) throw new Error('no digits recipe');
  const hashed = await hashFiles(await digits.files(folder));
  const body = jobCreate.parse(jobOf(digits, 'first', { name: 'local' }, hashed));
  expect(body).toMatchObject({ name: 'first', cluster: { name: 'local' }, nodeCount: 2, restart: { onFailure: 3 } });
  expect(body.outputDirectories).toMatchObject([{ id: 'MODEL' }]);
  const program = body.files?.find((file) => body.distributedSettings?.commandLine.includes(file.path));
  expect(program?.path).toBe('digits/train.mjs');
  expect(new Set(body.files?.map((file) => file.path)).size).toBe(hashed.length);
  for (const file of hashed) expect(file.sha256).toBe(sha256(await readFile(file.source)));
  expect(body.files).toEqual(hashed.map(({ path, sha256: hash, executable }) => ({ path, sha256: hash, executable })));
});
