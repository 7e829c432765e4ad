import type { TrainyardEvent } from '@trainyard/contracts/events';
import type { TokenRow } from '@trainyard/db/entities';
import { expect, test } from 'vitest';
import type { Read } from '../threads/protocol.ts';
import { createKnownTokens } from './known-tokens.ts';

const row = (uid: string): TokenRow => ({ uid, revokedAt: null }) as TokenRow;
const about = (kind: string) => [{ subject: { kind } }] as unknown as TrainyardEvent[];

/** A reader whose answers wait until the test gives them. */
function heldReader() {
  const asked: { hash: string; answer(row: TokenRow | null): void }[] = [];
  const read = ((_name: string, { hash }: { hash: string }) =>
    new Promise((answer) => asked.push({ hash, answer }))) as unknown as Read;
  return { asked, tokens: createKnownTokens(read) };
}

test('asks once for a token, and again after any token changed', async () => {
  const { asked, tokens } = heldReader();
  const first = tokens.byHash('h');
  asked[0]?.answer(row('a'));
  expect((await first)?.uid).toBe('a');
  expect((await tokens.byHash('h'))?.uid).toBe('a');
  tokens.onEvents(about('job'));
  expect((await tokens.byHash('h'))?.uid).toBe('a');
  expect(asked).toHaveLength(1);
  tokens.onEvents(about('token'));
  void tokens.byHash('h');
  expect(asked).toHaveLength(2);
});

test('does not keep what was read before a change and arrived after it', async () => {
  const { asked, tokens } = heldReader();
  const early = tokens.byHash('h');
  tokens.onEvents(about('token'));
  asked[0]?.answer(row('stale'));
  await early;
  const late = tokens.byHash('h');
  asked[1]?.answer(row('fresh'));
  expect((await late)?.uid).toBe('fresh');
});

test('asks again for what is not there: it may be made any moment', async () => {
  const { asked, tokens } = heldReader();
  const first = tokens.byHash('h');
  asked[0]?.answer(null);
  expect(await first).toBeNull();
  void tokens.byHash('h');
  expect(asked).toHaveLength(2);
});

test('holds no more than a thousand', async () => {
  const { asked, tokens } = heldReader();
  for (let at = 0; at <= 1_000; at++) {
    const one = tokens.byHash(`h${at}`);
    asked[at]?.answer(row(`t${at}`));
    await one;
  }
  void tokens.byHash('h1000');
  expect(asked).toHaveLength(1_001);
  void tokens.byHash('h0');
  expect(asked).toHaveLength(1_002);
});
