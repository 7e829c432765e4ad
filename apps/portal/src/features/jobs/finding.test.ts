import type { Attempt } from '@trainyard/contracts/attempt';
import type { Job } from '@trainyard/contracts/job';
import { type ReasonCode, reason } from '@trainyard/contracts/reasons';
import type { TextParams } from '@trainyard/contracts/texts';
import { describe, expect, it } from 'vitest';
import { findingOf } from './finding.ts';

function job(executionState: string, code?: ReasonCode, params: TextParams = {}, more: Partial<Job> = {}): Job {
  return {
    executionState,
    provisioningState: 'succeeded',
    cluster: { uid: 'c', workspace: 'w', name: 'local' },
    executionInfo: {},
    reasons: code === undefined ? [] : [reason(code, params)],
    ...more,
  } as Job;
}

describe('findingOf', () => {
  it('finds nothing where all is well', () => {
    expect(findingOf(job('running'), [])).toBeNull();
    expect(findingOf(job('succeeded'), [])).toBeNull();
  });

  it.each([
    ['clusterHasNoNodes', 'resize'],
    ['clusterTooSmall', 'resize'],
    ['waitingForScaleUp', 'cluster'],
    ['waitingBehind', 'queue'],
  ] as const)('offers a way out of %s', (code, lever) => {
    const found = findingOf(job('queued', code, { cluster: 'local' }), []);
    expect(found).toMatchObject({ kind: 'waits', help: code, lever: { kind: lever, cluster: 'local' } });
  });

  it('offers to release a held job, whatever else it waits for', () => {
    expect(findingOf(job('queued', 'waitingBehind', {}, { held: true }), [])).toMatchObject({
      kind: 'waits',
      lever: { kind: 'release' },
    });
  });

  it('offers none where none is known, or where the cluster is gone', () => {
    expect(findingOf(job('queued', 'clusterMissing', {}, { cluster: null }), [])).toMatchObject({ lever: null });
    expect(findingOf(job('queued'), [])).toEqual({ kind: 'waits', reasons: [], help: null, lever: null });
  });

  it('keeps why a job restarts as a reason of its own', () => {
    const lost = reason('nodeLost', { node: 'n1', why: 'silent' });
    const found = findingOf(job('queued', 'waitingForRestart', { seconds: 5, why: 'x' }), [
      { reason: lost } as Attempt,
    ]);
    expect(found).toMatchObject({ kind: 'restarts', cause: lost });
  });

  it('explains the exit of a job that failed', () => {
    const failed = job('failed', 'processExited', { exitCode: 139 }, { executionInfo: { exitCode: 139 } });
    expect(findingOf(failed, [])).toMatchObject({ kind: 'failed', exitCode: 139, exit: { kind: 'SIGSEGV' } });
    const killed = job('failed', 'processKilled', { signal: 'SIGKILL' }, { executionInfo: { exitCode: 1 } });
    expect(findingOf(killed, [])).toMatchObject({ exit: { kind: 'SIGKILL' } });
    const missing = job('failed', 'commandNotFound', {}, { executionInfo: { exitCode: 127 } });
    expect(findingOf(missing, [])).toMatchObject({ exitCode: 127, exit: null });
  });

  it('falls back to the errors of the job when no reason is known', () => {
    const errors = [{ code: 'JobFailed', message: 'no luck' }];
    expect(findingOf(job('failed', undefined, {}, { executionInfo: { errors } }), [])).toMatchObject({
      errors: ['no luck'],
    });
  });

  it('does not call it a failure when somebody stopped the job', () => {
    expect(findingOf(job('failed', 'terminatedByUser', { actor: 'maya' }), [])?.kind).toBe('terminated');
    expect(findingOf(job('terminating', 'terminatedByUser'), [])?.kind).toBe('terminating');
    expect(findingOf(job('running', undefined, {}, { provisioningState: 'deleting' }), [])?.kind).toBe('deleting');
  });
});
