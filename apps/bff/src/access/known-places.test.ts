import type { TrainyardEvent } from '@trainyard/contracts/events';
import type { AddressInput } from '@trainyard/db/readers/address';
import { expect, test } from 'vitest';
import type { Read } from '../threads/protocol.ts';
import { createKnownPlaces } from './known-places.ts';

const about = (kind: string) => [{ subject: { kind } }] as unknown as TrainyardEvent[];
const there = (uid: string) => ({ workspace: { uid: 'w' }, experiment: { row: { uid } } });

/** A reader whose answers wait until the test gives them. */
function heldReader() {
  const asked: { input: AddressInput; answer(view: object): void }[] = [];
  const read = ((_name: string, input: AddressInput) =>
    new Promise((answer) => asked.push({ input, answer }))) as unknown as Read;
  const places = createKnownPlaces(read);
  const find = (input: AddressInput) => places.read('address.find', input);
  return { asked, places, find };
}

const e = { workspaceKey: 'w', experimentKey: 'e' };

test('asks once for an experiment, and again after any of them changed', async () => {
  const { asked, places, find } = heldReader();
  const first = find(e);
  asked[0]?.answer(there('a'));
  expect((await first).experiment?.row.uid).toBe('a');
  places.onEvents(about('job'));
  expect((await find(e)).experiment?.row.uid).toBe('a');
  expect(asked).toHaveLength(1);
  for (const kind of ['experiment', 'workspace']) {
    places.onEvents(about(kind));
    const again = find(e);
    asked.at(-1)?.answer(there(kind));
    expect((await again).experiment?.row.uid).toBe(kind);
  }
});

test('does not keep what was read before a change and arrived after it', async () => {
  const { asked, places, find } = heldReader();
  const early = find(e);
  places.onEvents(about('experiment'));
  asked[0]?.answer(there('stale'));
  await early;
  const late = find(e);
  asked[1]?.answer(there('fresh'));
  expect((await late).experiment?.row.uid).toBe('fresh');
});

test('asks again for what is not there, and for whatever may change with every commit', async () => {
  const { asked, find } = heldReader();
  const missing = find(e);
  asked[0]?.answer({ workspace: { uid: 'w' }, experiment: null });
  await missing;
  void find(e);
  for (const more of [{ jobKey: 'j' }, { clusterKey: 'c' }, { fileServerKey: 'f' }]) {
    const one = find({ ...e, ...more });
    asked.at(-1)?.answer(there('a'));
    await one;
    void find({ ...e, ...more });
  }
  expect(asked).toHaveLength(8);
});
