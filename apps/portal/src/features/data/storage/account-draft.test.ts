import { storageAccountCreate } from '@trainyard/contracts/storage-account';
import { describe, expect, it } from 'vitest';
import { bodyOf, emptyAccount, questionAt, questionsOf, typedAccount } from './account-draft.ts';

const account = (more: object) =>
  ({
    uid: 'u',
    name: 'acme',
    credentials: [],
    workspaces: null,
    creationTime: '',
    createdBy: 'admin',
    revision: 1,
    can: {},
    ...more,
  }) as never;

describe('a storage account as it is typed', () => {
  it('is a local one with its name alone', () => {
    expect(bodyOf({ ...emptyAccount, name: ' acme ' })).toEqual({
      name: 'acme',
      backing: { kind: 'local' },
      credentials: {},
    });
  });
  it('gives only what belongs to its kind', () => {
    const draft = {
      ...emptyAccount,
      kind: 'azure' as const,
      name: 'acme',
      accountKey: 'k',
      directory: '/x',
      region: 'r',
    };
    expect(bodyOf(draft)).toEqual({ name: 'acme', backing: { kind: 'azure' }, credentials: { accountKey: 'k' } });
  });
  it('has lists by lines, numbers as numbers and keys as they are', () => {
    const sftp = { ...emptyAccount, kind: 'sftp' as const, name: 'a', host: 'h', port: '2222', user: 'u' };
    const body = bodyOf({ ...sftp, hostKeys: 'a\n\n b ', privateKey: 'KEY\n', workspaces: 'vision, speech' });
    expect(body).toMatchObject({
      backing: { port: 2222, hostKeys: ['a', 'b'] },
      credentials: { privateKey: 'KEY\n' },
      workspaces: ['vision', 'speech'],
    });
    expect(storageAccountCreate.safeParse(body).success).toBe(true);
    expect(bodyOf({ ...sftp, port: 'no' })).toMatchObject({ backing: { port: 'no' } });
  });
  it.each([
    { kind: 'azure', blobEndpoint: 'http://127.0.0.1:10000/devstoreaccount1', account: 'devstoreaccount1' },
    { kind: 's3', endpoint: 'https://s3.lab', region: 'eu', accessKeyId: 'id' },
    { kind: 'sftp', host: 'h', port: 22, user: 'u', directory: '/d', hostKeys: ['k'] },
    { kind: 'local', directory: '/data' },
  ])('is read back as it is: $kind', (backing) => {
    expect(bodyOf(typedAccount(account({ backing, workspaces: ['vision'] })))).toEqual({
      name: 'acme',
      backing,
      credentials: {},
      workspaces: ['vision'],
    });
  });
});

it('finds the question of a fault', () => {
  expect(questionAt('sftp', 'backing.hostKeys[1]')).toBe('hostKeys');
  expect(questionAt('local', 'backing.directory')).toBe('directory');
  expect(questionAt('sftp', 'backing.directory')).toBe('sftpDirectory');
  expect(questionAt('azure', 'workspaces[0]')).toBe('workspaces');
  expect(questionAt('azure', 'backing.region')).toBeUndefined();
});

it('asks each question once', () => {
  for (const questions of Object.values(questionsOf)) {
    expect(new Set(questions.map(({ path }) => path)).size).toBe(questions.length);
  }
});
