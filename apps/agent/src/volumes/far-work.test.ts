import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '@trainyard/runtime/node/system';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { doFarWork } from './far-work.ts';

let home: string;
const at = (name: string): string => join(home, name);
const nothing = { directories: [], forget: null, merges: [] };

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'ty-far-'));
});

afterEach(() => rmSync(home, { recursive: true, force: true }));

test('work is done in another process, and what cannot be done keeps nothing else from it', async () => {
  for (const name of ['a', 'b']) writeFileSync(at(name), name.repeat(5_000_000));
  writeFileSync(at('precious'), 'kept');
  symlinkSync(at('precious'), at('link'));
  const result = await doFarWork(
    {
      directories: [at('d/e'), at('a/x')],
      forget: null,
      merges: [
        { to: at('link'), from: [at('a')], add: false },
        { to: at('d/e/both'), from: [at('a'), at('gone'), at('b')], add: true },
      ],
    },
    systemClock,
  );
  expect(result).toMatchObject({
    silent: false,
    failures: [
      { path: at('a/x'), code: 'ENOTDIR' },
      { path: at('link'), code: 'ELOOP' },
    ],
  });
  expect(readFileSync(at('d/e/both'), 'utf8')).toBe(`${'a'.repeat(5_000_000)}\n${'b'.repeat(5_000_000)}\n`);
  expect(readFileSync(at('precious'), 'utf8')).toBe('kept');
});

test('a place that does not answer is given up', async () => {
  // Nobody reads: whoever opens it to write waits for ever.
  execFileSync('mkfifo', [at('hangs')]);
  writeFileSync(at('a'), 'a');
  const merges = [
    { to: at('hangs'), from: [at('a')], add: false },
    { to: at('after'), from: [at('a')], add: false },
  ];
  expect(await doFarWork({ ...nothing, merges }, systemClock, 500)).toEqual({ silent: true });
  expect(existsSync(at('after'))).toBe(false);
});
