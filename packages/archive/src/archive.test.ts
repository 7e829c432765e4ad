import { createHash } from 'node:crypto';
import { systemClock } from '@trainyard/runtime/node/system';
import { expect, test } from 'vitest';
import { openArchive } from './archive.ts';
import { testDirectory } from './testing/directory.ts';
import { faultyFiles } from './testing/files.ts';
import { frameOf, testStream } from './testing/frames.ts';

test('what was stored is there when the archive is opened again', async () => {
  const dir = `${await testDirectory()}/not/yet/there`;
  const nodeUid = '01980000-0000-7000-8000-00000000000b';
  const sha256 = createHash('sha256').update('model').digest('hex');
  const archive = await openArchive({ dir, clock: systemClock });
  await archive.logs.append(frameOf(0, 'hello\n'));
  const sample = {
    source: 'host',
    nodeUid,
    device: 'host',
    metric: 'memory.used',
    t0: 1e12,
    skew: 0,
    step: 1_000,
  } as const;
  await archive.series.append([{ version: 1, ...sample, values: [5] }]);
  await archive.uploads.append('a', 0, [Buffer.from('model')] as unknown as AsyncIterable<Uint8Array>, 100);
  await archive.uploads.complete('a', sha256, 5);
  await archive.close();
  await expect(archive.logs.append(frameOf(6, 'late'))).rejects.toMatchObject({ code: 'ShuttingDown' });
  await expect(archive.series.append([])).rejects.toMatchObject({ code: 'ShuttingDown' });

  const again = await openArchive({ dir, clock: systemClock });
  expect(await again.logs.through(testStream)).toBe(6);
  expect(await again.series.query({ nodeUid, points: 10 })).toMatchObject([{ mean: [5], count: [1] }]);
  expect(await again.blobs.size(sha256)).toBe(5);
  await again.close();
});

test('a disk that is full at the start says so', async () => {
  const files = faultyFiles();
  files.refuse = () => 'ENOSPC';
  const opening = openArchive({ dir: `${await testDirectory()}/new`, clock: systemClock, files });
  await expect(opening).rejects.toMatchObject({ code: 'StorageFull' });
});
