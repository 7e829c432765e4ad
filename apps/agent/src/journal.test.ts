import { appendFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Journal, newRecord } from './journal.ts';
import { plan, shell } from './testing/plans.ts';

let home: string;
let journal: Journal;

const never = (path: string, error: Error): never => {
  throw new Error(path, { cause: error });
};
const record = () => newRecord(plan([shell('true')]), 'boot');
const onlyFile = (): string => join(home, 'journal', readdirSync(join(home, 'journal'))[0] as string);

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'journal-'));
  journal = new Journal(home);
});

afterEach(() => {
  journal.close();
  rmSync(home, { recursive: true });
});

test('the last state counts, also behind one that was cut off', () => {
  const saved = record();
  for (const serial of [1, 2, 3]) journal.save({ ...saved, serial });
  expect(new Journal(home).load(never)).toEqual([{ ...saved, serial: 3 }]);
  appendFileSync(onlyFile(), '{"version":1,"serial":4');
  expect(new Journal(home).load(never)).toEqual([{ ...saved, serial: 3 }]);
  const next = new Journal(home);
  next.save({ ...saved, serial: 5 });
  next.save({ ...saved, serial: 6 });
  next.close();
  expect(new Journal(home).load(never)).toEqual([{ ...saved, serial: 6 }]);
});

test('history is cut off before it is long', () => {
  const saved = record();
  for (let serial = 1; serial <= 2_000; serial++) journal.save({ ...saved, serial });
  expect(statSync(onlyFile()).size).toBeLessThanOrEqual(256 * 1024);
  expect(new Journal(home).load(never)).toMatchObject([{ serial: 2_000 }]);
});

test('a removed task leaves no file and no trace in the next', () => {
  const saved = record();
  journal.save(saved);
  journal.remove(saved.plan.fence);
  expect(readdirSync(join(home, 'journal'))).toEqual([]);
  journal.save({ ...saved, serial: 7 });
  expect(readFileSync(onlyFile(), 'utf8').split('\n')).toHaveLength(2);
});

test('files that are no journal are named and left', () => {
  journal.save(record());
  appendFileSync(onlyFile(), 'nonsense\n');
  const broken: string[] = [];
  expect(new Journal(home).load((path) => broken.push(path))).toEqual([]);
  expect(broken).toEqual([onlyFile()]);
});
