import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { anyPython } from '@trainyard/contracts/toolkit-words';
import { afterAll, expect, test } from 'vitest';
import { troubleOf, wordsOf } from './trouble.ts';

const bin = mkdtempSync(join(tmpdir(), 'trainyard-words-'));
afterAll(() => rmSync(bin, { recursive: true, force: true }));

const env = { PATH: bin, AZ_BATCHAI_INPUT_CODE: '/code' };
const command = { shell: `${anyPython} "$AZ_BATCHAI_INPUT_CODE/my train.py" --epochs 3` };
const around = { cwd: '/', env, sees: () => true };

test('an interpreter that a job does not name is the one that its line will find', () => {
  expect(wordsOf(command, env)?.[0]).toBe('python3');
  const missing = { code: 'interpreterNotFound', params: { interpreter: 'python3', path: '/code/my train.py' } };
  expect(troubleOf(wordsOf(command, env) ?? [], around)).toEqual(missing);
  writeFileSync(join(bin, 'python'), '', { mode: 0o755 });
  const words = ['python', '/code/my train.py', '--epochs', '3'];
  expect(wordsOf(command, env)).toEqual(words);
  expect(troubleOf(words, around)).toEqual({ code: 'scriptNotFound', params: { path: '/code/my train.py' } });
});
