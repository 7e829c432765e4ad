import { afterEach, beforeEach, expect, test } from 'vitest';
import { openForReading } from '../open.ts';
import { openTemporary } from '../testing/open-temporary.ts';
import type { Tx } from '../writer.ts';
import { findOperation } from './operations.ts';
import { readDb } from './read-db.ts';

let temporary: ReturnType<typeof openTemporary>;
beforeEach(() => {
  temporary = openTemporary();
});
afterEach(() => temporary.dispose());

const actor = { kind: 'administrator', id: 'me', name: 'me', via: 'rest' } as const;
const change = (work: (tx: Tx) => unknown) => temporary.writer.run(actor, (tx) => void work(tx));

const make = (uid: string) =>
  change((tx) =>
    tx.insert(
      'fileServer',
      {
        uid,
        workspaceUid: 'w',
        path: `s/g/w/fileservers/${uid}`,
        name: uid,
        nameKey: uid,
        spec: {
          vmSize: 'x',
          sshConfiguration: { userAccountSettings: { adminUserName: 'a' } },
          dataDisks: { diskSizeInGB: 1, diskCount: 1, storageAccountType: 'Standard_LRS', cachingType: 'none' },
        },
        state: 'creating',
        stateAt: tx.now,
        place: null,
        bytesUsed: null,
        errors: [],
        notes: [],
        createdBy: 'me',
      },
      'fileServer.created',
    ),
  );
const update = (uid: string, patch: object) =>
  change((tx) => tx.update('fileServer', uid, patch, 'fileServer.updated'));
const told = (uid: string, verb: 'create' | 'delete' | 'terminate') => {
  const reader = openForReading(temporary.file);
  try {
    return findOperation(readDb(reader), { uid, verb });
  } finally {
    reader.close();
  }
};

test('the making of a file server goes on until it is there, fails with its reason, and may still come right', async () => {
  await make('a');
  expect(told('a', 'create')).toMatchObject({
    kind: 'fileServer',
    path: 's/g/w/fileservers/a',
    workspaceUid: 'w',
    status: 'InProgress',
    endedAt: null,
  });
  const errors = [{ code: 'fileServerFailed', params: { why: 'no room' } }];
  await update('a', { state: 'failed', errors });
  expect(told('a', 'create')).toMatchObject({ status: 'Failed', errors, endedAt: expect.any(Number) });
  await update('a', { state: 'succeeded', errors: [] });
  const made = told('a', 'create');
  expect(made).toMatchObject({ status: 'Succeeded', errors: [] });
  await update('a', { bytesUsed: 5 });
  await update('a', { state: 'deleting' });
  expect(told('a', 'create')).toEqual(made);
  expect(told('a', 'delete')).toMatchObject({ status: 'InProgress', endedAt: null });
  await change((tx) => tx.remove('fileServer', 'a', 'fileServer.deleted'));
  expect(told('a', 'delete')).toMatchObject({ status: 'Succeeded', endedAt: expect.any(Number) });
  expect(told('a', 'create')).toEqual(made);
});

test('one that was deleted before it was there is canceled', async () => {
  await make('b');
  await update('b', { state: 'deleting' });
  expect(told('b', 'create')).toMatchObject({ status: 'Canceled', endedAt: expect.any(Number) });
});

test('nobody began what no event tells of', async () => {
  await make('c');
  expect([told('c', 'delete'), told('c', 'terminate'), told('none', 'create')]).toEqual([null, null, null]);
});
