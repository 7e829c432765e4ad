import { mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32 as zlibCrc32 } from 'node:zlib';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { crc32, readNewestCheckpoint, type State, writeCheckpoint } from '../digits/checkpoint.mjs';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'digits-checkpoint-'));
});
afterEach(() => rm(folder, { recursive: true }));

const wanted = { settings: 'seed=1', count: 5 };
const stateAt = (step: number): State => ({
  progress: { step, loss: 0.25, evaluatedStep: -1, accuracy: 0.5, settings: wanted.settings },
  floats: Float32Array.of(step, 0.1, -2, 1e-20, 3e20),
});

async function newest() {
  const said: string[] = [];
  return { state: await readNewestCheckpoint(folder, wanted, (line) => said.push(line)), said };
}

test('the newest two are kept, and the newest is read', async () => {
  await writeFile(join(folder, '.checkpoint-3.bin.99.tmp'), 'left by a crash');
  for (const step of [8, 9, 10]) await writeCheckpoint(folder, stateAt(step));
  expect((await readdir(folder)).sort()).toEqual(['checkpoint-10.bin', 'checkpoint-9.bin']);
  expect(await newest()).toEqual({ state: stateAt(10), said: [] });
});

test('torn, corrupt and foreign checkpoints are passed over', async () => {
  await writeCheckpoint(folder, stateAt(20));
  const whole = await readFile(join(folder, 'checkpoint-20.bin'));
  const flipped = Buffer.from(whole);
  flipped.writeUInt8(flipped.readUInt8(flipped.length - 9) ^ 4, flipped.length - 9);
  await writeFile(join(folder, 'checkpoint-30.bin'), flipped);
  await writeFile(join(folder, 'checkpoint-40.bin'), whole);
  await truncate(join(folder, 'checkpoint-40.bin'), whole.length - 3);
  await writeFile(join(folder, 'checkpoint-50.bin'), '');
  const other = await mkdtemp(join(folder, 'other-'));
  const foreign = stateAt(60);
  foreign.progress.settings = 'seed=2';
  await writeFile(
    join(folder, 'checkpoint-60.bin'),
    await readFile(join(other, await writeCheckpoint(other, foreign))),
  );
  const { state, said } = await newest();
  expect(state).toEqual(stateAt(20));
  expect(said).toEqual([
    'skipped checkpoint-60.bin: written by a run with other settings (seed=2)',
    'skipped checkpoint-50.bin: not a checkpoint',
    `skipped checkpoint-40.bin: torn: ${whole.length - 3} bytes instead of ${whole.length}`,
    'skipped checkpoint-30.bin: corrupt: its CRC does not match',
  ]);
});

test('a folder that is not there holds no checkpoint', async () => {
  expect(await readNewestCheckpoint(join(folder, 'none'), wanted, () => {})).toBeNull();
});

test('the checksum is the one zlib computes', () => {
  fc.assert(fc.property(fc.uint8Array(), (bytes) => crc32(bytes) === zlibCrc32(bytes)));
});
