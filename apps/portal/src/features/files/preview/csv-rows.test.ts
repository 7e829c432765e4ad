import { describe, expect, it } from 'vitest';
import { isNumeric, pageOf, readCsv } from './csv-rows.ts';

const whole = { whole: true, tab: false };

describe('a table', () => {
  it('keeps commas, quotes and line breaks of its cells', () => {
    expect(readCsv('a,b\n"1, ""one""","x\ny"\n', whole)).toEqual({
      head: ['a', 'b'],
      rows: [['1, "one"', 'x\ny']],
      columns: 2,
    });
  });
  it('finds semicolons by itself and takes tabs where the name says so', () => {
    expect(readCsv('a;b\n1,5;2\n', whole).rows).toEqual([['1,5', '2']]);
    expect(readCsv('a\tb,c\n1\t2\n', { whole: true, tab: true }).head).toEqual(['a', 'b,c']);
  });
  it('leaves a row whose end is not here for later', () => {
    expect(readCsv('a,b\n1,2\n3,', { whole: false, tab: false }).rows).toEqual([['1', '2']]);
    expect(readCsv('a,b\n1,2\n3,4', whole).rows).toEqual([
      ['1', '2'],
      ['3', '4'],
    ]);
  });
  it('is as wide as its widest row', () => expect(readCsv('a\n1,2,3\n', whole).columns).toBe(3));
  it('of nothing has no rows', () => expect(readCsv('', whole)).toEqual({ head: [], rows: [], columns: 0 }));
});

describe('pages', () => {
  const rows = Array.from({ length: 250 }, (_, at) => at);
  it('hold a hundred rows, the last what is left', () => {
    expect(pageOf(rows, 0)).toMatchObject({ pages: 3, page: 0 });
    expect(pageOf(rows, 2).rows).toHaveLength(50);
  });
  it('beyond the last are the last', () => expect(pageOf(rows, 9).page).toBe(2));
  it('of nothing are one', () => expect(pageOf([], 0)).toEqual({ rows: [], pages: 1, page: 0 }));
});

it('knows columns of numbers', () => {
  expect(isNumeric([['1'], ['-2.5e3'], ['']], 0)).toBe(true);
  expect(isNumeric([['1'], ['n/a']], 0)).toBe(false);
  expect(isNumeric([['']], 0)).toBe(false);
});
