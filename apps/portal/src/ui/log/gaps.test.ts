import type { FoundLogBytes } from '@trainyard/contracts/api/logs';
import { reason } from '@trainyard/contracts/reasons';
import { describe, expect, test, vi } from 'vitest';
import en from '../words/en.ts';
import { gapWords } from './gap-row.tsx';
import { Gaps } from './gaps.ts';
import { LinePages } from './line-pages.ts';
import type { RowWords } from './log-row.tsx';

const hole = (from: number, to: number) => ({ from, to, why: 'planted' });

function gapsOf(find: () => Promise<FoundLogBytes>) {
  const pages = new LinePages();
  pages.holes = [hole(900, 950), hole(10, 20), hole(950, 950)];
  const found = vi.fn();
  const port = { find: vi.fn(find), lineOf: async () => 41 };
  return { gaps: new Gaps([{ spec: { stream: 's', label: '' }, pages }], port, found), found, port };
}

describe('a gap', () => {
  test('has its place among the others; an end that was lost is none', async () => {
    const { gaps } = gapsOf(async () => ({ stored: 0, reason: null }));
    expect(gaps.all().map((gap) => gap.hole.from)).toEqual([10, 900]);
    expect(await gaps.lineBehind({ stream: 's', hole: hole(10, 20) })).toBe(42);
  });

  test('that the server has by now is told, and has no state any more', async () => {
    const { gaps, found } = gapsOf(async () => ({ stored: 10, reason: null }));
    const told = vi.fn();
    gaps.subscribe(told);
    await gaps.fetch('s', hole(10, 20));
    expect(found).toHaveBeenCalledWith('s', hole(10, 20));
    expect(gaps.stateOf('s', hole(10, 20))).toBeUndefined();
    expect(told).toHaveBeenCalled();
  });

  test('that is gone says why, one that could not be asked for may be asked for again, and nothing is asked twice at once', async () => {
    const gone = reason('logLost', { why: 'planted' });
    const answers = [Promise.reject(new Error('cut')), Promise.resolve({ stored: 0, reason: gone })];
    const { gaps, found, port } = gapsOf(() => answers.shift() as Promise<FoundLogBytes>);
    const asked = gaps.fetch('s', hole(10, 20));
    expect(gaps.stateOf('s', hole(10, 20))).toEqual({ kind: 'asked' });
    await gaps.fetch('s', hole(10, 20));
    await asked;
    expect(port.find).toHaveBeenCalledTimes(1);
    expect(gaps.stateOf('s', hole(10, 20))).toMatchObject({ kind: 'failed' });
    await gaps.fetch('s', hole(10, 20));
    expect(gaps.stateOf('s', hole(10, 20))).toEqual({ kind: 'gone', reason: gone });
    expect(gaps.stateOf('s', hole(900, 950))).toBeUndefined();
    expect(found).not.toHaveBeenCalled();
  });
});

test('a gap is named by lines where both of its edges have a number, else by bytes', () => {
  const t = (key: string, values: Record<string, string>) =>
    (en.log as unknown as Record<string, string>)[key.slice('log.'.length)]?.replace(
      /\{(\w+)\}/g,
      (_, name: string) => values[name] ?? name,
    );
  const format = { count: String, bytes: (bytes: number) => `${bytes} B` };
  const words = { t, format } as unknown as RowWords;
  const of = { hole: hole(10, 20), within: false, open: false, lines: undefined };
  expect(gapWords({ ...of, lines: [9_119, 9_184] }, 9_184, words)).toBe('lines 9120–9184 not received (10 B)');
  expect(gapWords({ ...of, lines: [4, 5] }, 5, words)).toBe('line 5 not received (10 B)');
  expect(gapWords(of, 300, words)).toBe('10 B not received between lines 300 and 301');
  expect(gapWords(of, 0, words)).toBe('10 B not received before line 1');
  expect(gapWords({ ...of, within: true }, 300, words)).toBe('10 B not received within line 301');
  expect(gapWords({ ...of, open: true }, 300, words)).toBe('bytes 10–20 not received (10 B)');
});
