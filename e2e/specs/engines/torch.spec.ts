import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { digitsTorch } from '@trainyard/recipes/digits-torch';
import { uploadFiles } from '@trainyard/sdk/upload-files';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Yard } from '../../cluster/yard.ts';

const cache = mkdtempSync(join(tmpdir(), 'trainyard-torch-'));
let yard: Yard;
beforeAll(async () => {
  yard = await Yard.open(2);
});
afterAll(async () => {
  await yard?.close();
  rmSync(cache, { recursive: true, force: true });
});

/** All of a rank's standard output. */
const saidBy = async (name: string, rank: number): Promise<string> => String(await yard.log(name, { rank }));

test('four ranks of PyTorch on two nodes learn to read digits by gloo, and agree on every weight', async () => {
  const files = await uploadFiles(yard.client, await digitsTorch.files(cache));
  await yard.submit('ddp', {
    ...digitsTorch.job,
    pyTorchSettings: {
      ...digitsTorch.job.pyTorchSettings,
      pythonScriptFilePath: 'digits/train.py',
      // The one that Debian's PyTorch belongs to.
      pythonInterpreterPath: '/usr/bin/python3',
      commandLineArgs: '--epochs 3 --limit 3000',
    },
    // Four ranks share two cores.
    environmentVariables: [{ name: 'OMP_NUM_THREADS', value: '1' }],
    files,
  });
  await yard.inState('ddp', 'succeeded');

  const [attempt] = await yard.attempts('ddp');
  expect(new Set(attempt?.tasks.map(({ node }) => node.uid)).size).toBe(2);
  const said = await Promise.all([0, 1, 2, 3].map((rank) => saidBy('ddp', rank)));
  expect(said.map((text, rank) => text.startsWith(`rank ${rank} of 4 on gloo by file\n`))).toEqual(Array(4).fill(true));
  const losses = [...(said[0] ?? '').matchAll(/^epoch (\d)\/3 .* loss=([\d.]+) /gm)].map(([, , loss]) => Number(loss));
  expect(losses).toHaveLength(3);
  expect(losses).toEqual(losses.toSorted((a, b) => b - a));
  // A network that has learnt nothing reads one digit of ten.
  const accuracy = Number(/^epoch 3\/3 .* accuracy=([\d.]+)/m.exec(said[0] ?? '')?.[1]);
  expect(accuracy).toBeGreaterThan(0.8);
  const weights = said.map((text) => [...text.matchAll(/ weights (\w+)$/gm)].map(([, sum]) => sum));
  expect(weights[0]).toHaveLength(3);
  expect(new Set(weights[0]).size).toBe(3);
  expect(weights).toEqual(Array(4).fill(weights[0]));
  const stored = (await yard.artifacts('ddp')).map(({ path }) => path);
  expect(stored).toEqual(expect.arrayContaining(['model.json', 'model.pt', 'state.pt']));
});
