import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Braid, type BraidLine, braidLimits } from './braid.ts';

const stdout = (ranks: number) => Array.from({ length: ranks }, (_, rank) => ({ rank, kind: 'stdout' }));

interface Shown {
  text: string;
  lanes: number[];
  side: string;
}

/** All rows of a braid, each with the text of its first line. */
function shown(braid: Braid, lanes: readonly (readonly BraidLine[])[]): Shown[] {
  const rows: Shown[] = [];
  for (let at = braid.first; at < braid.end; at++) {
    const { members, side } = braid.row(at) as NonNullable<ReturnType<Braid['row']>>;
    const [first] = members;
    const text = lanes[first?.lane ?? 0]?.find(({ number }) => number === first?.line)?.text ?? '';
    rows.push({ text, lanes: members.map(({ lane }) => lane), side });
  }
  return rows;
}

/** Lines of a lane from its texts, `every` ms apart; `null` leaves a moment out. */
function lines(texts: readonly (string | null)[], { from = 1_000, every = 10, first = 0 } = {}): BraidLine[] {
  const found: BraidLine[] = [];
  for (const [at, text] of texts.entries()) {
    if (text !== null) found.push({ number: first + found.length, time: from + at * every, text });
  }
  return found;
}

function braidOf(lanes: readonly (readonly BraidLine[])[], limits = {}): Braid {
  const braid = new Braid(stdout(lanes.length), limits);
  for (const [lane, all] of lanes.entries()) braid.push(lane, all, 0);
  braid.flush();
  return braid;
}

const steps = (count: number) =>
  Array.from({ length: count }, (_, at) => `step ${at} loss ${(2.5 / (at + 1)).toFixed(4)}`);
const all16 = Array.from({ length: 16 }, (_, at) => at);

describe('16 ranks', () => {
  test('that print the same are one row of 16 each, 16 : 1', () => {
    const lanes = all16.map((rank) => lines(steps(2_000).map((text) => `[rank${rank}]: ${text}`)));
    const braid = braidOf(lanes);
    expect(braid.fold).toEqual({ lines: 32_000, rows: 2_000 });
    const rows = shown(braid, lanes);
    expect(rows.map(({ text }) => text.replace('[rank0]: ', ''))).toEqual(steps(2_000));
    expect(rows.every((row) => row.lanes.length === 16 && row.side === 'agree')).toBe(true);
  });

  test('of which one deviates at step 1203: that one alone is highlighted, beside the 15 that agree', () => {
    const deviating = steps(2_000).map((text, step) => (step === 1_203 ? 'step 1203 loss nan' : text));
    const lanes = all16.map((rank) => lines(rank === 11 ? deviating : steps(2_000)));
    const braid = braidOf(lanes);
    const rows = shown(braid, lanes);
    expect(rows.filter(({ side }) => side === 'differ')).toEqual([
      { text: 'step 1203 loss nan', lanes: [11], side: 'differ' },
    ]);
    expect(rows.filter((row) => row.lanes.length < 15)).toHaveLength(1);
    const at = rows.findIndex((row) => row.lanes.length === 15);
    expect(rows[at]).toEqual({ text: steps(1_204)[1_203], lanes: all16.filter((rank) => rank !== 11), side: 'agree' });
    expect(Math.abs(rows.findIndex(({ side }) => side === 'differ') - at)).toBe(1);
    expect(braid.fold).toEqual({ lines: 32_000, rows: 2_001 });
  });

  test('of which one stops: the others go on without it', () => {
    const lanes = all16.map((rank) => lines(steps(rank === 11 ? 30 : 60)));
    const rows = shown(braidOf(lanes), lanes);
    expect(rows.map((row) => row.lanes.length)).toEqual([...Array(30).fill(16), ...Array(30).fill(15)]);
    expect(rows.at(-1)?.lanes).not.toContain(11);
  });

  test('of which one lags by two seconds: it still agrees; by a minute: it stands alone', () => {
    for (const [lag, folded] of [
      [2_000, true],
      [60_000, false],
    ] as const) {
      const lanes = all16.map((rank) => lines(steps(50), { every: 20, from: rank === 11 ? 1_000 + lag : 1_000 }));
      const rows = shown(braidOf(lanes), lanes);
      expect(rows.filter((row) => row.lanes.length === 16)).toHaveLength(folded ? 50 : 0);
      expect(rows.filter((row) => row.lanes.length === 15)).toHaveLength(folded ? 0 : 50);
      expect(rows.filter(({ side }) => side === 'differ')).toHaveLength(folded ? 0 : 50);
    }
  });

  test('rank 0 that alone saves a checkpoint, and one that warns once, do not deviate', () => {
    const lanes = all16.map((rank) =>
      lines(
        steps(40).flatMap((text, at) => [
          text,
          at === 20 && rank === 0 ? 'saved' : at === 30 && rank === 3 ? 'WARN slow' : null,
        ]),
      ),
    );
    const rows = shown(braidOf(lanes), lanes);
    expect(rows.every(({ side }) => side === 'agree')).toBe(true);
    expect(rows.filter((row) => row.lanes.length === 1).map(({ text, lanes: of }) => [text, of])).toEqual([
      ['saved', [0]],
      ['WARN slow', [3]],
    ]);
  });

  test('what the one that deviates says around it stands beside, before and after', () => {
    const lanes = all16.map((rank) =>
      lines(
        rank === 11
          ? ['a', 'WARN gpu 3 at 89 °C', 'took 318 ms', 'b', 'c', 'WARN gpu 3 at 90 °C', 'd']
          : ['a', null, 'waited for rank 11', 'b', 'c', null, 'd'],
      ),
    );
    const rows = shown(braidOf(lanes), lanes);
    expect(rows.map(({ text, lanes: of, side }) => [text, of.length, side])).toEqual([
      ['a', 16, 'agree'],
      ['WARN gpu 3 at 89 °C', 1, 'differ'],
      ['waited for rank 11', 15, 'agree'],
      ['took 318 ms', 1, 'differ'],
      ['b', 16, 'agree'],
      ['c', 16, 'agree'],
      ['WARN gpu 3 at 90 °C', 1, 'differ'],
      ['d', 16, 'agree'],
    ]);
  });
});

describe('a row', () => {
  test('of lines that each name their own rank holds none that names another', () => {
    const say = ['slowest is rank 3', 'slowest is rank 11', 'slowest is rank 11', 'slowest is rank 3'];
    const lanes = [3, 5, 11, 12].map((_, at) => lines([say[at] as string]));
    const braid = new Braid([3, 5, 11, 12].map((rank) => ({ rank, kind: 'stdout' })));
    for (const [lane, all] of lanes.entries()) braid.push(lane, all, 0);
    braid.flush();
    expect(shown(braid, lanes).map(({ lanes: of }) => of)).toEqual([
      [0, 3],
      [1, 2],
    ]);
  });

  test('never holds lines of two outputs', () => {
    const braid = new Braid([
      { rank: 0, kind: 'stdout' },
      { rank: 1, kind: 'stderr' },
      { rank: null, kind: 'stdout' },
    ]);
    for (const lane of [0, 1, 2]) braid.push(lane, lines(['same']), 0);
    braid.flush();
    expect(braid.fold).toEqual({ lines: 3, rows: 3 });
  });

  test('of blank lines is made only where the lines before agree', () => {
    const lanes = [lines(['a', '', 'b']), lines(['', 'a', '', 'b'])];
    const rows = shown(braidOf(lanes), lanes);
    expect(rows.map(({ text, lanes: of }) => [text, of.length])).toEqual([
      ['', 1],
      ['a', 2],
      ['', 2],
      ['b', 2],
    ]);
  });
});

const alphabet = fc.constantFrom('a', 'b', 'c', '', 'step 1', 'step 2', 'rank 1 ready', '---');
const manyLanes = fc.array(
  fc.array(fc.tuple(alphabet, fc.nat(400)), { maxLength: 40 }).map((all) => {
    let time = 1_000;
    return all.map(([text, pause], number): BraidLine => {
      time += pause;
      return { number, time, text };
    });
  }),
  { minLength: 1, maxLength: 6 },
);

describe('whatever is printed', () => {
  test('every line is in exactly one row, and in the order of its rank', () => {
    fc.assert(
      fc.property(manyLanes, fc.constantFrom(1, 3, 2_048), fc.boolean(), (lanes, openMost, flush) => {
        const braid = new Braid(stdout(lanes.length), { openMost, pendingMost: 8 });
        for (const [lane, all] of lanes.entries()) braid.push(lane, all, 0);
        if (flush) braid.flush();
        const found = lanes.map((): number[] => []);
        for (let at = braid.first; at < braid.end; at++) {
          const members = braid.row(at)?.members ?? [];
          expect(new Set(members.map(({ lane }) => lane)).size).toBe(members.length);
          for (const { lane, line } of members) {
            found[lane]?.push(line);
            expect(braid.rowOf(lane, line)).toBe(at);
          }
          const before = found.flat().length - members.length;
          expect(braid.linesBefore(at)).toBe(before);
          for (let index = before; index < before + members.length; index++) expect(braid.rowAtLine(index)).toBe(at);
        }
        expect(found).toEqual(lanes.map((all) => all.map(({ number }) => number)));
        expect(braid.fold).toEqual({ lines: lanes.flat().length, rows: braid.end });
      }),
    );
  });

  test('lines of a row are equal but for the number of their own rank', () => {
    fc.assert(
      fc.property(manyLanes, (lanes) => {
        const braid = braidOf(lanes);
        for (let at = braid.first; at < braid.end; at++) {
          const texts = (braid.row(at)?.members ?? []).map(({ lane, line }) =>
            lanes[lane]?.[line]?.text.replace(`rank ${lane} `, 'rank itself '),
          );
          const plain = (braid.row(at)?.members ?? []).map(({ lane, line }) => lanes[lane]?.[line]?.text);
          expect(Math.min(new Set(texts).size, new Set(plain).size)).toBe(1);
        }
      }),
    );
  });

  test('the order of arrival changes nothing of what is settled, and what is settled stays', () => {
    fc.assert(
      fc.property(manyLanes, fc.array(fc.nat(), { minLength: 30, maxLength: 30 }), (lanes, chance) => {
        const inOrder = braidOf(lanes);
        // Each line comes with a delay of its own, less than lines are waited for, and after those of its lane.
        const coming = lanes.flatMap((all, lane) => {
          let came = 0;
          return all.map((line, at) => {
            const delay = (chance[(at * 7 + lane) % chance.length] as number) % braidLimits.lateMs;
            came = Math.max(came, line.time + delay);
            return { lane, line, came };
          });
        });
        coming.sort((a, b) => a.came - b.came);
        const other = new Braid(stdout(lanes.length));
        const kept: string[] = [];
        for (const { lane, line, came } of coming) {
          // What waits is decided as time goes on, not only when something comes.
          other.settle(came);
          other.push(lane, [line], came);
          other.settle(came);
          for (let at = kept.length; at < other.settled; at++) kept.push(JSON.stringify(other.row(at)));
        }
        other.flush();
        expect(shown(other, lanes)).toEqual(shown(inOrder, lanes));
        for (const [at, row] of kept.entries()) expect(JSON.stringify(other.row(at))).toBe(row);
      }),
      { numRuns: 300 },
    );
  });

  test('what is shown before it settles is what settles when nothing else comes', () => {
    fc.assert(
      fc.property(manyLanes, (lanes) => {
        const braid = new Braid(stdout(lanes.length));
        for (const [lane, all] of lanes.entries()) braid.push(lane, all, 0);
        const before = shown(braid, lanes).map(({ text, lanes: of }) => ({ text, of }));
        braid.flush();
        expect(shown(braid, lanes).map(({ text, lanes: of }) => ({ text, of }))).toEqual(before);
      }),
    );
  });
});

describe('a window', () => {
  test('may be cut where all ranks agree', () => {
    const lanes = all16.map((rank) => lines(steps(100)).slice(rank === 0 ? 40 : 43, rank === 5 ? 80 : 90));
    const braid = braidOf(lanes);
    const first = braid.agreement(braid.first, 1, 256) ?? -1;
    expect(braid.row(first)?.members).toEqual(all16.map((lane) => ({ lane, line: 43 })));
    expect(braid.linesBefore(first)).toBe(3);
    const last = braid.agreement(braid.end - 1, -1, 256) ?? -1;
    expect(braid.row(last)?.members).toEqual(all16.map((lane) => ({ lane, line: 79 })));
    expect(braid.agreement(last + 1, 1, 256)).toBeUndefined();
    expect(braid.agreement(braid.end - 1, -1, 5)).toBeUndefined();
  });

  test('keeps no more lines than it may, and the newest', () => {
    const lanes = all16.map(() => lines(steps(5_000)));
    const braid = braidOf(lanes, { linesMost: 20_000 });
    expect(braid.fold).toEqual({ lines: 80_000, rows: 5_000 });
    expect(braid.end - braid.first).toBeLessThan(20_000 / 16 + 1_024);
    expect(braid.row(braid.first - 1)).toBeUndefined();
    expect(braid.rowAtLine(braid.linesBefore(braid.first) - 1)).toBeUndefined();
    expect(braid.rowAtLine(braid.linesBefore(braid.first))).toBe(braid.first);
    expect(braid.row(braid.end - 1)?.members.every(({ line }) => line === 4_999)).toBe(true);
  });
});

describe('a million lines', () => {
  const shapes: [string, (rank: number, step: number) => string][] = [
    ['that are equal', (_, step) => `step ${step} loss ${step % 997}`],
    ['that all differ', (rank, step) => `loss ${rank * 1_000_003 + step}`],
    ['of one text', () => 'tick'],
    ['of two texts in another order each time', (rank, step) => ((rank + step) % 2 === 0 ? 'here' : 'there')],
    [
      'of which one rank lags and stutters',
      (rank, step) => (rank === 11 ? `step ${step - (step % 3)}` : `step ${step}`),
    ],
  ];
  test.each(shapes)(
    '%s cost a few steps each',
    (_, textOf) => {
      const workOf = (perRank: number): number => {
        const braid = new Braid(stdout(16));
        for (let from = 0; from < perRank; from += 100) {
          for (const rank of all16) {
            const part = Array.from({ length: 100 }, (_none, at) => ({
              number: from + at,
              time: 1_000 + Math.floor((from + at) / 20) * 50,
              text: textOf(rank, from + at),
            }));
            braid.push(rank, part, from);
          }
          braid.settle(from);
        }
        braid.flush();
        expect(braid.fold.lines).toBe(perRank * 16);
        return braid.work / (perRank * 16);
      };
      const [little, much] = [workOf(4_000), workOf(62_500)];
      expect(much).toBeLessThan(60);
      expect(much).toBeLessThan(little * 1.2 + 1);
    },
    120_000,
  );
});
