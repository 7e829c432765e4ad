import { readdirSync, readFileSync } from 'node:fs';
import type { LogArchive } from '@trainyard/archive/logs/log-archive';
import { testDirectory } from '@trainyard/archive/testing/directory';
import { frameOf, testStream } from '@trainyard/archive/testing/frames';
import { openLogs } from '@trainyard/archive/testing/logs';
import { type LogSearchItem, logSearch } from '@trainyard/contracts/api/logs';
import { withoutEscapes } from '@trainyard/logs/escapes';
import { levelOf } from '@trainyard/logs/levels';
import { levelCorpus } from '@trainyard/logs/testing/level-corpus';
import { systemClock } from '@trainyard/runtime/node/system';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { LogSearcher } from './log-searcher.ts';
import { matchingLines } from './ripgrep.ts';
import { searchLimits } from './search-turns.ts';

interface Rig {
  logs: LogArchive;
  searcher: LogSearcher;
  /** Writes on; a number is a hole of so many bytes. */
  write(...parts: (string | number)[]): Promise<void>;
}

async function rig(segmentBytes?: number): Promise<Rig> {
  const logs = await openLogs({ dir: await testDirectory(), ...(segmentBytes && { segmentBytes }) });
  let at = 0;
  return {
    logs,
    searcher: new LogSearcher(logs, systemClock),
    async write(...parts) {
      for (const part of parts) {
        if (typeof part === 'number') {
          const hole = { from: at, to: at + part, why: 'lost' };
          await logs.append(frameOf(at, '', { hole }));
          at += part;
          continue;
        }
        const bytes = Buffer.from(part, 'latin1');
        for (let from = 0; from < bytes.length; from += 60_000) {
          await logs.append(frameOf(at + from, bytes.subarray(from, from + 60_000)));
        }
        at += bytes.length;
      }
    },
  };
}

const forever = new AbortController().signal;

async function found(searcher: LogSearcher, question: object, streams = [testStream]) {
  const items: LogSearchItem[] = [];
  const search = searcher.search(logSearch.parse({ streams, ...question }), forever);
  for await (const item of search) items.push(item);
  const lines = items.flatMap((item) => (item.kind === 'matches' ? item.lines : []));
  return { items, lines, end: items.at(-1) as LogSearchItem & { kind: 'end' } };
}

describe('a search', () => {
  test('counts lines as the archive does, over segments and holes and in an unfinished line', async () => {
    const { searcher, write, logs } = await rig(20);
    await write(
      'one loss\ntwo\nthree lo',
      'ss and more words\nfour\nfi',
      7,
      've loss\nsix\n',
      5,
      'loss\nsev',
      'en loss',
    );
    expect((await found(searcher, { pattern: 'loss' })).lines).toEqual([0, 2, 4, 6, 7]);
    expect((await found(searcher, { pattern: '^(two|five|seven) ?', regex: true })).lines).toEqual([1, 4, 7]);
    expect((await found(searcher, { pattern: 'ss$', regex: true })).lines).toEqual([0, 4, 6, 7]);
    expect((await found(searcher, { pattern: 'loss', inverse: true })).lines).toEqual([1, 3, 5]);
    const { end } = await found(searcher, { pattern: 'loss', limit: 2 });
    expect(end).toEqual({
      kind: 'end',
      matches: 5,
      given: 2,
      through: { [testStream]: (await logs.info(testStream))?.bytes },
    });
  });

  test('looks through colours, at NUL and at what is no UTF-8', async () => {
    const { searcher, write } = await rig();
    await write('\u001b[31mlo\u001b[1mss\u001b[0m 3\n\0 \xff loss\n\r 10%\rloss 4\r\nno\n');
    expect((await found(searcher, { pattern: 'loss' })).lines).toEqual([0, 1, 2]);
    expect((await found(searcher, { pattern: '^loss \\d$', regex: true })).lines).toEqual([0, 2]);
    expect((await found(searcher, { pattern: '\\r 10', regex: true })).lines).toEqual([2]);
  });

  test('takes plain text as such, and case only when asked', async () => {
    const { searcher, write } = await rig();
    await write('a.b\naxb\nA.B\n--version\n-e\n');
    expect((await found(searcher, { pattern: 'a.b' })).lines).toEqual([0, 2]);
    expect((await found(searcher, { pattern: 'a.b', caseSensitive: true })).lines).toEqual([0]);
    expect((await found(searcher, { pattern: 'a.b', regex: true, caseSensitive: true })).lines).toEqual([0, 1]);
    expect((await found(searcher, { pattern: '--version' })).lines).toEqual([3]);
    expect((await found(searcher, { pattern: '-e', regex: true })).lines).toEqual([4]);
    expect((await found(searcher, {})).lines).toEqual([0, 1, 2, 3, 4]);
    expect((await found(searcher, { inverse: true })).lines).toEqual([]);
  });

  test('finds the same levels as a page does', async () => {
    const { searcher, write } = await rig(4_000);
    const text = levelCorpus.map(([, line]) => Buffer.from(line).toString('latin1'));
    await write(`${text.join('\n')}\n\u001b[31m${text.join('\u001b[0m\n\u001b[31m')}`);
    const both = [...levelCorpus, ...levelCorpus];
    const wanted = (level: string) => both.flatMap(([of], line) => (of === level ? [line] : []));
    for (const level of ['error', 'warning', 'plain'] as const) {
      expect((await found(searcher, { levels: [level] })).lines).toEqual(wanted(level));
    }
    // A larger log is searched by other expressions.
    const large = await rig();
    await large.write(`${text.join('\n')}\n${text.join('\n')}\n${`${'plain '.repeat(160)}\n`.repeat(9_000)}`);
    for (const level of ['error', 'warning'] as const) {
      expect((await found(large.searcher, { levels: [level] })).lines).toEqual(wanted(level));
    }
  }, 60_000);

  test('goes through several streams, and passes over one of which nothing is stored', async () => {
    const { searcher, write, logs } = await rig();
    await write('x\nloss\n');
    const other = testStream.replace('stdout', 'stderr');
    await logs.append(frameOf(0, 'loss\n', { stream: other }));
    const absent = testStream.replace('run/0', 'run/1');
    const { items, end } = await found(searcher, { pattern: 'loss' }, [testStream, absent, other]);
    expect(items.filter(({ kind }) => kind === 'matches')).toEqual([
      { kind: 'matches', stream: testStream, lines: [1] },
      { kind: 'matches', stream: other, lines: [0] },
    ]);
    expect(end.through).toEqual({ [testStream]: 7, [absent]: 0, [other]: 5 });
  });

  test('agrees with a scan line by line on any log', async () => {
    const word = fc.constantFrom(
      '\n',
      'a',
      'b',
      'ab',
      '\n\n',
      ' ',
      '\u001b[1m',
      '\0',
      '\xc3\xa9',
      'ERROR: ',
      'warning: x',
      'E',
    );
    const part = fc.oneof(
      { weight: 5, arbitrary: fc.array(word, { minLength: 1, maxLength: 30 }).map((words) => words.join('')) },
      { weight: 1, arbitrary: fc.integer({ min: 1, max: 50 }) },
    );
    const question = fc.record({
      pattern: fc.constantFrom('', 'a', 'ab', '^a', 'b$', '^$', 'A+b', '[^a]', 'a.b', 'x*'),
      regex: fc.boolean(),
      inverse: fc.boolean(),
      caseSensitive: fc.boolean(),
      levels: fc.option(fc.uniqueArray(fc.constantFrom('error', 'warning', 'plain'), { minLength: 1 }), {
        nil: undefined,
      }),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.array(part, { minLength: 1, maxLength: 8 }),
        fc.integer({ min: 5, max: 80 }),
        question,
        async (parts, size, asked) => {
          const { searcher, write, logs } = await rig(size);
          await write(...parts);
          const info = await logs.info(testStream);
          const bytes = parts.filter((one) => typeof one === 'string').join('');
          const text = Buffer.from(bytes, 'latin1').toString();
          const lines = text.split('\n').slice(0, info?.lines ?? 0);
          const plain = asked.pattern.replace(/[.+*?^$[\]]/g, '\\$&');
          const expression = new RegExp(asked.regex ? asked.pattern : plain, asked.caseSensitive ? '' : 'i');
          const wanted = lines.flatMap((line, at) => {
            const matches = asked.pattern === '' || expression.test(withoutEscapes(line));
            const meant = matches !== asked.inverse && (asked.levels?.includes(levelOf(line)) ?? true);
            return meant ? [at] : [];
          });
          const { lines: given } = await found(searcher, asked);
          expect(given).toEqual(wanted);
        },
      ),
      { numRuns: 25 },
    );
  }, 60_000);

  test('a pattern that rg cannot use is refused in its words', async () => {
    const { searcher } = await rig();
    const check = (pattern: string) => searcher.check(logSearch.parse({ streams: [testStream], pattern, regex: true }));
    await expect(check('a(')).rejects.toMatchObject({
      code: 'InvalidBody',
      message: expect.stringMatching(/unclosed group/),
    });
    await expect(check('a\\nb')).rejects.toMatchObject({
      message: expect.stringMatching(/literal "\\n" is not allowed/),
    });
    await expect(check('\\p{Foo}')).rejects.toMatchObject({ code: 'InvalidBody' });
    await expect(check('a\0')).rejects.toMatchObject({ code: 'InvalidBody' });
    await expect(check('(a+)+$')).resolves.toBeUndefined();
  });

  test('ends its processes when its reader leaves', async () => {
    const { searcher, write } = await rig(30_000);
    for (let part = 0; part < 40; part++) await write('a line of no matter\n'.repeat(3_000));
    const stop = new AbortController();
    const search = searcher.search(logSearch.parse({ streams: [testStream], pattern: 'a' }), stop.signal);
    await search.next();
    stop.abort(new Error('left'));
    await expect(async () => {
      for await (const _ of search);
    }).rejects.toThrow('left');
    expect(running()).toEqual([]);
  });

  test('ends even one that waits for bytes that never come', async () => {
    const stop = new AbortController();
    const expression = { pattern: 'a', ignoreCase: false, crlf: false };
    const input = (async function* () {
      yield Buffer.from('a\n');
      await new Promise(() => undefined);
    })();
    const search = matchingLines(expression, ['-'], { input, signal: stop.signal }, () => undefined);
    await expect.poll(running).toHaveLength(1);
    stop.abort(new Error('left'));
    await expect(search).rejects.toThrow('left');
    expect(running()).toEqual([]);
  });
});

/** Command lines of the searches that this process has started and that still run. */
function running(): string[] {
  const pids = readdirSync('/proc').filter((pid) => /^\d+$/.test(pid));
  return pids.flatMap((pid) => {
    try {
      const parent = /^PPid:\s+(\d+)$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
      const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8');
      return Number(parent) === process.pid && command.includes('ripgrep') ? [command] : [];
    } catch {
      return [];
    }
  });
}

describe('turns', () => {
  test('are few for one person, and given back once', async () => {
    const { searcher } = await rig();
    const taken = Array.from({ length: searchLimits.perActor }, () => searcher.begin('ada'));
    expect(() => searcher.begin('ada')).toThrow(expect.objectContaining({ code: 'TooManySearches' }));
    taken[0]?.end();
    taken[0]?.end();
    taken.push(searcher.begin('ada'));
    expect(() => searcher.begin('ada')).toThrow();
    for (let at = taken.length - 1; at < searchLimits.perServer; at++) taken.push(searcher.begin(`other ${at}`));
    expect(() => searcher.begin('bob')).toThrow(expect.objectContaining({ code: 'SearchesBusy' }));
    for (const turn of taken) turn.end();
    searcher.begin('bob').end();
  });
});

describe('an overview', () => {
  test('counts levels in equal parts, and what is added later', async () => {
    const { searcher, write } = await rig(100);
    await write('ERROR: a\n', 'plain\n'.repeat(8), 'warning: w\n', 'ERR');
    const ask = (parts: number) => searcher.overview(testStream, parts, forever);
    expect(await ask(2)).toMatchObject({ lines: 11, errors: [1, 0], warnings: [0, 1] });
    await write('OR: late\n');
    expect(await ask(11)).toMatchObject({
      errors: [1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1],
      warnings: [0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0],
    });
    await write('plain\n'.repeat(300), 'ERROR: b');
    expect(await ask(1)).toMatchObject({ lines: 312, errors: [3], warnings: [1] });
    await write(' and more\nplain\n');
    expect(await ask(1)).toMatchObject({ lines: 313, errors: [3], warnings: [1] });
  });

  test('agrees with the level of each line however the log grew', async () => {
    const text = fc.array(fc.constantFrom('\n', 'ERROR: x', 'warning: x', 'y\n', '\u001b[1m', 'z'), { maxLength: 20 });
    await fc.assert(
      fc.asyncProperty(
        fc.array(text, { minLength: 1, maxLength: 5 }),
        fc.integer({ min: 10, max: 60 }),
        async (texts, size) => {
          const { searcher, write } = await rig(size);
          let all = '';
          for (const words of texts) {
            await write(words.join(''));
            all += words.join('');
            if (all === '') continue;
            const lines = all.split('\n').map(levelOf);
            const of = (level: string) => [lines.filter((one) => one === level).length];
            expect(await searcher.overview(testStream, 1, forever)).toMatchObject({
              errors: of('error'),
              warnings: of('warning'),
            });
          }
        },
      ),
      { numRuns: 10 },
    );
  }, 60_000);
});
