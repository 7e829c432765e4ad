import { ProvisionFailure } from '@trainyard/provisioners/port';
import { expect, test } from 'vitest';
import { ProvisionBackoff } from './provision-backoff.ts';

const fails = new Error('no route');
const counts = { made: 0, wanted: 3 };

test('a provisioner that fails is asked by one node only, after a wait that doubles from 2 s to 5 min', () => {
  const backoff = new ProvisionBackoff();
  let now = 0;
  const waits: number[] = [];
  for (let round = 0; round < 10; round++) {
    expect(backoff.waitFor('c', 'a', now)).toBe(0);
    if (round > 0) expect(backoff.waitFor('c', 'b', now)).toBeGreaterThan(0);
    backoff.failed('c', 'a', fails, now);
    // Others that were asked at the same time change no wait.
    backoff.failed('c', 'b', fails, now);
    waits.push(backoff.waitFor('c', 'a', now));
    now += waits.at(-1) ?? 0;
  }
  expect(waits).toEqual([2, 4, 8, 16, 32, 64, 128, 256, 300, 300].map((seconds) => seconds * 1_000));
  expect(backoff.why('c', 'local', counts)).toEqual({
    code: 'scaleWaitsForProvisioner',
    params: { kind: 'local', failures: 10, why: 'no route', seconds: 300 },
  });
  expect(backoff.waitFor('other', 'x', now)).toBe(0);
});

test('a node that is made ends the trouble', () => {
  const backoff = new ProvisionBackoff();
  backoff.failed('c', 'a', fails, 0);
  expect(backoff.waitFor('c', 'a', 2_000)).toBe(0);
  expect(backoff.succeeded('c', 'a')).toBe(true);
  expect(backoff.until('c')).toBeUndefined();
  expect(backoff.waitFor('c', 'b', 2_000)).toBe(0);
});

test('another node tries when the first is not wanted any more', () => {
  const backoff = new ProvisionBackoff();
  backoff.failed('c', 'a', fails, 0);
  expect(backoff.waitFor('c', 'a', 2_000)).toBe(0);
  backoff.dropNode('c', 'a');
  expect(backoff.waitFor('c', 'b', 2_000)).toBe(0);
});

test('a quota that is reached, and fewer nodes than asked for, are told as such', () => {
  const backoff = new ProvisionBackoff();
  backoff.succeeded('c', 'a');
  backoff.failed('c', 'b', fails, 0);
  const fewer = { code: 'scaleGotFewer', params: { kind: 'local', got: 1, wanted: 3, why: 'no route' } };
  expect(backoff.why('c', 'local', { made: 1, wanted: 3 })).toEqual(fewer);
  backoff.waitFor('c', 'b', 2_000);
  backoff.failed('c', 'b', new ProvisionFailure('quota', '1 of 1 used'), 2_000);
  expect(backoff.why('c', 'local', counts)).toMatchObject({
    code: 'scaleQuotaReached',
    params: { kind: 'local', why: '1 of 1 used' },
  });
});
