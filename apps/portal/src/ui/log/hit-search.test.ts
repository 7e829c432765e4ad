import type { LogSearch, LogSearchItem } from '@trainyard/contracts/api/logs';
import { expect, test } from 'vitest';
import { HitSearch } from './hit-search.ts';
import { LogBuffer } from './log-buffer.ts';
import { type LogQuery, noQuery } from './log-match.ts';
import type { LogModel } from './log-model.ts';
import { LogOrder } from './log-order.ts';

/** A model of one stream, as far as a search asks for it. */
class World {
  readonly buffer = new LogBuffer(0, 0);
  readonly order = new LogOrder(1);
  readonly asked: { search: LogSearch; signal: AbortSignal; give(item: LogSearchItem): void; end(): void }[] = [];
  readonly search: HitSearch;
  #offset = 0;
  #listeners: (() => void)[] = [];

  constructor() {
    const model = {
      sources: [{ spec: { stream: 's', label: 's' }, buffer: this.buffer }],
      order: this.order,
      subscribe: (listener: () => void) => {
        this.#listeners.push(listener);
        return () => undefined;
      },
    };
    this.search = new HitSearch(
      model as unknown as LogModel,
      (search, give, signal) => new Promise((end) => this.asked.push({ search, signal, give, end })),
      () => undefined,
    );
  }

  get bytes(): number {
    return this.#offset;
  }

  print(text: string): void {
    const bytes = new TextEncoder().encode(text);
    const line = this.buffer.endLine - (this.buffer.open ? 1 : 0);
    this.buffer.take({ offset: this.#offset, line, bytes, holes: [], ended: false });
    this.#offset += bytes.length;
    this.order.grow([{ stream: 0, from: this.order.rows, to: this.buffer.endLine, timeOf: () => 0 }]);
    for (const listener of this.#listeners) listener();
  }

  async settled(): Promise<void> {
    for (let turn = 0; turn < 20; turn++) await Promise.resolve();
  }
}

const plain = (text: string, more: Partial<LogQuery> = {}): LogQuery => ({ ...noQuery, text, ...more });

test('the server looks through what is stored; what comes later is looked through here, each line once', async () => {
  const world = new World();
  world.print('a needle\nplain\nhalf a nee');
  world.search.set(plain('needle'));
  const [asked] = world.asked;
  expect(asked?.search).toMatchObject({ streams: ['s'], pattern: 'needle', regex: false, inverse: false });
  asked?.give({ kind: 'matches', stream: 's', lines: [0] });
  asked?.give({ kind: 'progress', bytes: 10, ofBytes: world.bytes, matches: 1 });
  expect([world.search.state, world.search.rows(), world.search.bytes]).toEqual(['searching', [0], 10]);
  const through = world.bytes;
  // The line was cut where the server read it: it is whole only now.
  world.print('dle\nplain\n');
  asked?.give({ kind: 'end', matches: 1, given: 1, through: { s: through } });
  asked?.end();
  await world.settled();
  expect([world.search.state, world.search.rows(), world.search.matches]).toEqual(['done', [0, 2], 2]);
  world.print('needle again\nno\n');
  await world.settled();
  expect(world.search.rows()).toEqual([0, 2, 4]);
});

test('a line that the server had whole is not found twice', async () => {
  const world = new World();
  world.print('needle\n');
  world.search.set(plain('needle'));
  world.asked[0]?.give({ kind: 'matches', stream: 's', lines: [0] });
  world.asked[0]?.give({ kind: 'end', matches: 1, given: 1, through: { s: world.bytes } });
  world.asked[0]?.end();
  await world.settled();
  world.print('plain\n');
  await world.settled();
  expect([world.search.rows(), world.search.matches]).toEqual([[0], 1]);
});

test('what is without it, and of a level, is looked for in later lines, too', async () => {
  const world = new World();
  world.print('x\n');
  world.search.set(plain('ERROR', { inverse: true, levels: ['warning'] }));
  expect(world.asked[0]?.search).toMatchObject({ inverse: true, levels: ['warning'] });
  world.asked[0]?.give({ kind: 'end', matches: 0, given: 0, through: { s: world.bytes } });
  world.asked[0]?.end();
  await world.settled();
  world.print('WARNING one\nplain\nERROR two\n');
  await world.settled();
  expect(world.search.rows()).toEqual([1]);
});

test('another query ends the one before; one that was stopped keeps what it found', () => {
  const world = new World();
  world.print('a\n');
  world.search.set(plain('a'));
  world.search.set(plain('b'));
  expect(world.asked[0]?.signal.aborted).toBe(true);
  world.asked[0]?.give({ kind: 'matches', stream: 's', lines: [0] });
  expect(world.search.rows()).toEqual([]);
  world.asked[1]?.give({ kind: 'matches', stream: 's', lines: [0] });
  world.search.cancel();
  expect([world.asked[1]?.signal.aborted, world.search.state, world.search.rows()]).toEqual([true, 'stopped', [0]]);
});

test('why it could not go on is kept', async () => {
  const world = new World();
  world.print('a\n');
  world.search.set(plain('('));
  world.asked[0]?.give({ kind: 'failed', code: 'BadPattern', message: 'x' });
  world.asked[0]?.end();
  await world.settled();
  expect([world.search.state, world.search.error]).toMatchObject(['failed', { code: 'BadPattern' }]);
});
