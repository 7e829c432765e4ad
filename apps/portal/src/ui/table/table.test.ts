import { describe, expect, it } from 'vitest';
import { type Column, compareValues, linesOf, tracksOf } from './columns.ts';
import { layOut, nearestRow } from './items.ts';
import { readSort, writeSort } from './sort-param.ts';

const grouping = {
  groups: [
    { id: 'running', label: 'Running' },
    { id: 'waiting', label: 'Waiting' },
    { id: 'ended', label: 'Ended' },
  ],
  of: (row: { state: string }) => row.state,
};
const rows = ['ended', 'running', 'ended'].map((state, at) => ({ id: `job-${at}`, state }));
const items = layOut(rows, ({ id }) => id, grouping);

const column = (id: string, width: Column<unknown>['width'], more: Partial<Column<unknown>> = {}): Column<unknown> => ({
  id,
  head: id,
  width,
  cell: () => id,
  ...more,
});

describe('layOut', () => {
  it('puts rows under their groups in the order of the groups, and leaves empty groups out', () => {
    expect(items.map(({ id }) => id)).toEqual(['group running', 'job-1', 'group ended', 'job-0', 'job-2']);
  });
  it('finds the next row over a group', () => {
    expect(nearestRow(items, 2, 1)).toBe(3);
    expect(nearestRow(items, 2, -1)).toBe(1);
    expect(nearestRow(items, 0, -1)).toBeUndefined();
  });
});

describe('the sort in the URL', () => {
  it.each([
    ['name', { id: 'name', desc: false }],
    ['-name', { id: 'name', desc: true }],
  ])('reads and writes %s', (text, sort) => {
    expect(readSort(text)).toEqual(sort);
    expect(writeSort(sort)).toBe(text);
  });
  it.each([null, '', '-'])('reads %j as none', (text) => expect(readSort(text)).toBeNull());
});

describe('columns', () => {
  it('become tracks', () => {
    expect(tracksOf([column('a', 80), column('b', '2fr')], true)).toBe('38px 80px minmax(120px, 2fr)');
    expect(tracksOf([column('a', 80)], false)).toBe('80px');
  });
  it('become three lines: name, numbers, prose', () => {
    const all = [
      column('name', '1fr'),
      column('gpus', 60),
      column('why', '2fr'),
      column('owner', 60, { hide: 'narrow' }),
      column('time', 60, { line: 1 }),
    ];
    expect(linesOf(all).map((line) => line.map(({ id }) => id))).toEqual([['name', 'time'], ['gpus'], ['why']]);
  });
  it('sort numbers by size and names as people do', () => {
    expect(compareValues(9, 10)).toBeLessThan(0);
    expect(compareValues('job-9', 'job-10')).toBeLessThan(0);
  });
});
