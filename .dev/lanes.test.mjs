/** The count must never call a broken run a good one. */
import { describe, expect, it } from 'vitest';
import { countVitest } from './lanes.mjs';

const test = (status) => ({ status, fullName: 'does it' });
const file = (status, ...tests) => ({ name: 'a.test.ts', status, assertionResults: tests });
const count = (exit, files, inCi = false) => {
  const result = countVitest('unit', exit, files && { testResults: files }, inCi);
  return [result.passed, result.failed.length];
};

describe('counting a lane', () => {
  it('counts tests', () => {
    expect(count(1, [file('failed', test('passed'), test('failed')), file('passed', test('passed'))])).toEqual([2, 1]);
  });

  it('says beside a failed test what happened and where', () => {
    const broken = {
      ...test('failed'),
      fullName: 'adds',
      failureMessages: ['Error: no\n    at dep (/d.js:1:1)\n    at /a.test.ts:3:1'],
    };
    const { failed } = countVitest('unit', 1, { testResults: [file('failed', broken)] }, false);
    expect(failed[0]).toMatch(/adds\n {4}Error: no\n {4}at \/a\.test\.ts:3:1$/);
  });

  it('counts a file that could not be loaded as one failure', () => {
    expect(count(1, [file('failed')])).toEqual([0, 1]);
  });

  it('counts a run that failed outside a test, or left no report', () => {
    expect(count(1, [file('passed', test('passed'))])).toEqual([1, 1]);
    expect(count(null, undefined)).toEqual([0, 1]);
  });

  it('takes a skipped test for a failure in CI only', () => {
    expect(count(0, [file('passed', test('skipped'))])).toEqual([0, 0]);
    expect(count(0, [file('passed', test('skipped'))], true)).toEqual([0, 1]);
  });

  it('ignores tests that a name filter left out of a run by hand', () => {
    expect(count(0, [file('passed', test('pending'), test('passed'))])).toEqual([1, 0]);
  });
});
