import { expect, test } from 'vitest';
import { UsageError } from '../failure.ts';
import type { Format } from './formats.ts';
import { queriedText } from './queried.ts';
import { compileQuery } from './query.ts';

const jobs = [
  { name: 'a', exitCode: 0, tags: { team: 'x' }, ports: [1, 2] },
  { name: 'b', exitCode: null, tags: {}, ports: [] },
];
const text = async (format: Format, query: string) => queriedText(format, (await compileQuery(query))(jobs), false);

test.each<[string, string, string]>([
  ['[].name', 'a\nb\n', 'Result\n------\na\nb\n'],
  ['length(@)', '2\n', 'Result\n------\n     2\n'],
  ['[].{job: name, code: exitCode}', 'a\t0\nb\t\n', 'Job  Code\n---  ----\na       0\nb\n'],
  ['[].[name, exitCode]', 'a\t0\nb\t\n', 'Column1  Column2\n-------  -------\na              0\nb\n'],
  // What is nested has no place in a table, and is JSON in tsv.
  ['[0].{name: name, tags: tags}', 'a\t{"team":"x"}\n', 'Name\n----\na\n'],
  ['[9]', '', ''],
])('%s as tsv and as a table', async (query, tsv, table) => {
  expect(await text('tsv', query)).toBe(tsv);
  expect((await text('table', query)).replace(/ +$/gm, '')).toBe(table.replace(/ +$/gm, ''));
});

test('JSON is what is left, null where it is nothing', async () => {
  expect(JSON.parse(await text('json', '[?exitCode == `0`]'))).toEqual([jobs[0]]);
  expect(await text('json', '[9]')).toBe('null\n');
});

test.each([
  ['[?name', 7, 'EOF'],
  ['foo bar', 5, 'bar'],
  ['name == #', 9, '#'],
])('%s cannot be read: the place is shown', async (query, character, word) => {
  const error = await compileQuery(query).catch((error: unknown) => error);
  expect(error).toBeInstanceOf(UsageError);
  const [said, shown, arrow] = (error as Error).message.split('\n');
  expect(said).toContain(`at character ${character}`);
  expect(said).toContain(word);
  expect(shown?.trim()).toBe(query);
  expect(arrow?.indexOf('^')).toBe(character + 1);
});

test('one that does not fit what is found says so', async () => {
  const query = await compileQuery('abs(@)');
  expect(() => query(jobs)).toThrow(/does not fit what was found: .*abs\(\)/);
});
