import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { findMachineGpus } from './machine-gpus.ts';

it('lists the GPUs that the program lists, and none from its messages', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'gpus-'));
  const program = join(directory, 'nvidia-smi');
  try {
    expect(await findMachineGpus(program)).toEqual([]);
    await writeFile(program, '#!/bin/sh\nprintf "0\\n1\\nUnable to determine the device handle: GPU is lost\\n3"', {
      mode: 0o755,
    });
    expect(await findMachineGpus(program)).toEqual([0, 1, 3]);
    await writeFile(program, '#!/bin/sh\necho "No devices were found"; exit 6', { mode: 0o755 });
    expect(await findMachineGpus(program)).toEqual([]);
  } finally {
    await rm(directory, { recursive: true });
  }
});
