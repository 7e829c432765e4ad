import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { findProgram, findSystemProgram } from './find-program.ts';

test('takes the first directory that has it and may run it; relative ones are passed over', () => {
  const [plain, runs] = [0, 1].map(() => mkdtempSync(join(tmpdir(), 'trainyard-find-'))) as [string, string];
  try {
    for (const directory of [plain, runs]) writeFileSync(join(directory, 'tool-of-a-test'), '#!/bin/sh\n');
    chmodSync(join(runs, 'tool-of-a-test'), 0o755);
    expect(findProgram('tool-of-a-test', `.::${plain}:${runs}`)).toBe(join(runs, 'tool-of-a-test'));
    expect(findProgram('tool-of-a-test', plain)).toBeUndefined();
    expect(findSystemProgram('sh')).toMatch(/\/sh$/);
    expect(findProgram('sh', '')).toBeUndefined();
  } finally {
    for (const directory of [plain, runs]) rmSync(directory, { recursive: true });
  }
});
