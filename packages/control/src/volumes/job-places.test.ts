import { posix } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type PlacedJob, placesOf } from './job-places.ts';

const segment = 'sub/rg/workspaces/w/experiments/e/jobs/j/0190';
const job = (spec: PlacedJob['spec'], shard: PlacedJob['shard'] = null): PlacedJob => ({ spec, segment, shard });
const mounted = { job: ['logs', 'external', 'external/deep', 'external2'], cluster: ['nfs'] };
const logs = (stdOutErrPathPrefix: string) => placesOf(job({ stdOutErrPathPrefix }), mounted).get('stdouterr');
const output = (pathPrefix: string | undefined, pathSuffix?: string) =>
  placesOf(job({ outputDirectories: [{ id: 'MODEL', pathPrefix, pathSuffix }] }), mounted).get('MODEL');

describe('where directories of a job are', () => {
  test('on the volume with the longest path, in the layout of Batch AI', () => {
    const external = { kind: 'volume', root: 'job' };
    expect(output('$AZ_BATCHAI_JOB_MOUNT_ROOT/external', 'Models')).toEqual({
      ...external,
      at: 'external',
      path: `${segment}/outputs/Models`,
    });
    expect(output('$AZ_BATCHAI_JOB_MOUNT_ROOT/external/deep')).toEqual({
      ...external,
      at: 'external/deep',
      path: `${segment}/outputs`,
    });
    expect(output(`\${AZ_BATCHAI_JOB_MOUNT_ROOT}/external2/a`)).toEqual({
      ...external,
      at: 'external2',
      path: `a/${segment}/outputs`,
    });
    expect(logs('$AZ_BATCHAI_MOUNT_ROOT/nfs')).toEqual({
      kind: 'volume',
      root: 'cluster',
      at: 'nfs',
      path: `${segment}/stdouterr`,
    });
  });

  test('in the stores of the server without a prefix', () => {
    expect(output(undefined)).toEqual({ kind: 'stores' });
    expect(placesOf(job({}), mounted).get('stdouterr')).toEqual({ kind: 'stores' });
  });

  test.each([
    '/etc',
    'relative',
    '$AZ_BATCHAI_JOB_TEMP/out',
    '$AZ_BATCHAI_JOB_MOUNT_ROOT',
    '$AZ_BATCHAI_JOB_MOUNT_ROOT/nothing',
    '$AZ_BATCHAI_JOB_MOUNT_ROOT/logs2',
    '$AZ_BATCHAI_JOB_MOUNT_ROOT/../../etc',
    '$AZ_BATCHAI_JOB_MOUNT_ROOT/../cluster/nfs',
    '$AZ_BATCHAI_JOB_MOUNT_ROOT/logs/../..',
    '/x$AZ_BATCHAI_JOB_MOUNT_ROOT/logs',
    '$AZ_BATCHAI_JOB_MOUNT_ROOT/..$AZ_BATCHAI_MOUNT_ROOT/nfs',
    '$UNKNOWN/logs',
  ])('on a node: %s', (prefix) => {
    expect(output(prefix)).toEqual({ kind: 'node' });
  });

  test('by variables of the job, in the order in which agents know them', () => {
    const places = placesOf(
      job(
        {
          stdOutErrPathPrefix: '$AZ_BATCHAI_INPUT_DATA',
          inputDirectories: [{ id: 'DATA', path: '$AZ_BATCHAI_JOB_MOUNT_ROOT/external/in' }],
          outputDirectories: [
            { id: 'A', pathPrefix: '$AZ_BATCHAI_INPUT_DATA', pathSuffix: '$TRAINYARD_SHARD_INDEX' },
            { id: 'B', pathPrefix: '$AZ_BATCHAI_OUTPUT_A' },
            { id: 'C', pathPrefix: '$AZ_BATCHAI_OUTPUT_D' },
            { id: 'D', pathPrefix: '$AZ_BATCHAI_JOB_MOUNT_ROOT/logs' },
          ],
        },
        { index: 3, count: 9 },
      ),
      mounted,
    );
    expect(places.get('stdouterr')).toEqual({ kind: 'node' });
    expect(places.get('A')).toMatchObject({ at: 'external', path: `in/${segment}/outputs/3` });
    expect(places.get('B')).toMatchObject({ at: 'external', path: `in/${segment}/outputs/3/${segment}/outputs` });
    expect(places.get('C')).toEqual({ kind: 'node' });
  });

  test('never outside the volume, whatever the paths', () => {
    const part = fc.constantFrom(
      '..',
      '.',
      '',
      'logs',
      'external',
      'deep',
      'nfs',
      '$AZ_BATCHAI_JOB_MOUNT_ROOT',
      '$AZ_BATCHAI_MOUNT_ROOT',
      `\${AZ_BATCHAI_JOB_MOUNT_ROOT}`,
      '$AZ_BATCHAI_INPUT_I',
      'x',
    );
    const path = fc.array(part, { minLength: 1, maxLength: 8 }).map((parts) => parts.join('/'));
    fc.assert(
      fc.property(path, path, path, (pathPrefix, pathSuffix, input) => {
        const spec = {
          inputDirectories: [{ id: 'I', path: input }],
          outputDirectories: [{ id: 'MODEL', pathPrefix, pathSuffix }],
        };
        const place = placesOf(job(spec), mounted).get('MODEL');
        if (place?.kind !== 'volume') return;
        expect(mounted[place.root]).toContain(place.at);
        const names = place.path.split('/');
        expect(
          place.path === '' || names.every((name) => !['', '.', '..'].includes(name) && !name.includes('\0')),
        ).toBe(true);
        expect(posix.resolve('/volume', place.path).startsWith('/volume')).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });
});
