import { describe, expect, it } from 'vitest';
import { explainExit } from './exit-codes.ts';

describe('explainExit', () => {
  it.each([
    [1, { kind: 'general' }],
    [2, { kind: 'usage' }],
    [124, { kind: 'timedOut' }],
    [126, { kind: 'notExecutable' }],
    [127, { kind: 'notFound' }],
    [255, { kind: 'outOfRange' }],
    [130, { kind: 'SIGINT', signal: 'SIGINT' }],
    [134, { kind: 'SIGABRT', signal: 'SIGABRT' }],
    [135, { kind: 'SIGBUS', signal: 'SIGBUS' }],
    [137, { kind: 'SIGKILL', signal: 'SIGKILL' }],
    [139, { kind: 'SIGSEGV', signal: 'SIGSEGV' }],
    [143, { kind: 'SIGTERM', signal: 'SIGTERM' }],
    [-9, { kind: 'SIGKILL', signal: 'SIGKILL' }],
    [152, { kind: 'signal', signal: 'SIGXCPU' }],
  ])('explains %i', (code, meaning) => {
    expect(explainExit(code)).toEqual(meaning);
  });

  it('says nothing of success, of unknown ends and of what a program defines for itself', () => {
    for (const code of [0, null, 3, 42, 125, 128]) expect(explainExit(code)).toBeUndefined();
  });

  it('believes the signal that was seen', () => {
    expect(explainExit(1, 'SIGKILL')).toEqual({ kind: 'SIGKILL', signal: 'SIGKILL' });
    expect(explainExit(null, 'SIGHUP')).toEqual({ kind: 'signal', signal: 'SIGHUP' });
  });
});
