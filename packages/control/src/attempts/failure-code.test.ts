import { reason } from '@trainyard/contracts/reasons';
import { expect, test } from 'vitest';
import { failureCode } from './failure-code.ts';

const volume = (kind: string, label: string) => ({ label, source: { kind } });
const tasks = [
  { plan: { volumes: [volume('azureFiles', 'share s'), volume('azureBlob', 'container c'), volume('nfs', 'server')] } },
] as unknown as Parameters<typeof failureCode>[1];
const params = { why: 'w', image: 'i', registry: 'r', node: 'n', limit: 'l', kind: 'k' };

test.each([
  [null, 'JobFailed'],
  [reason('imageNotFound', params), 'FailedStartingContainer'],
  [reason('containerFailed', params), 'FailedStartingContainer'],
  [reason('containerLost', params), 'JobFailed'],
  [reason('preparationFailed', params), 'JobPreparationFailed'],
  [reason('volumeDenied', { label: 'share s', why: 'w' }), 'AZFMountError'],
  [reason('volumeUnreachable', { label: 'container c', why: 'w' }), 'BFSMountError'],
  [reason('volumeUnreachable', { label: 'server', why: 'w' }), 'JobFailed'],
  [reason('volumeLost', { label: 'share s', why: 'w' }), 'JobFailed'],
])('%j is told as %s', (why, code) => {
  expect(failureCode(why, tasks)).toBe(code);
});
