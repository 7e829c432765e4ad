import { existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { until } from '../testing/boot.ts';
import { openLogFile } from './log-file.ts';

const dir = mkdtempSync(join(tmpdir(), 'trainyard-log-'));
afterEach(() => rmSync(dir, { recursive: true, force: true }));

test('a full disk costs the lines of its time and no more: they are counted, complained of once, and the log goes on', async () => {
  const path = join(dir, 'server.log');
  symlinkSync('/dev/full', path);
  const complaints: string[] = [];
  const log = openLogFile(dir, (text) => complaints.push(text));
  log.write('{"level":30,"msg":"one"}\n');
  await until('the first complaint', () => complaints.length === 1);
  log.write('{"level":30,"msg":"two"}\n');
  rmSync(path);
  await until('a line in the log', () => {
    log.write('{"level":30,"msg":"again"}\n');
    return existsSync(path) && readFileSync(path, 'utf8').includes('again');
  });
  await log.close();
  const lines = readFileSync(path, 'utf8').split('\n').filter(Boolean);
  expect(lines.map((line) => JSON.parse(line).msg)).toEqual(
    expect.arrayContaining([
      expect.stringMatching(/^\d+ lines were left out: the disk was too slow or full$/),
      'again',
    ]),
  );
  expect(lines.join()).not.toContain('one');
  expect(complaints[0]).toContain('ENOSPC');
  expect(complaints).toHaveLength(1);
});
