import { fileServerCreate } from '@trainyard/contracts/file-server';
import { expect, it } from 'vitest';
import { bodyOf, bytesOf, emptyServer, questionAt } from './server-draft.ts';

const typed = {
  ...emptyServer,
  name: ' nfs ',
  user: 'ada',
  publicKey: 'ssh-ed25519 AAAA',
  diskSize: '20',
  diskCount: '2',
};

it('makes a body of Batch AI’s fields, without what is left empty', () => {
  expect(bodyOf(typed)).toEqual({
    name: 'nfs',
    vmSize: 'STANDARD_D2',
    sshConfiguration: { userAccountSettings: { adminUserName: 'ada', adminUserSshPublicKey: 'ssh-ed25519 AAAA' } },
    dataDisks: { diskSizeInGB: 20, diskCount: 2, storageAccountType: 'Standard_LRS', cachingType: 'none' },
  });
  expect(fileServerCreate.safeParse(bodyOf(typed)).success).toBe(true);
});

it('reads addresses by lines and commas, and takes a password as it is', () => {
  expect(bodyOf({ ...typed, addresses: '10.0.0.1,\n10.0.0.2', password: ' x ', subnet: '/s' })).toMatchObject({
    sshConfiguration: {
      publicIPsToAllow: ['10.0.0.1', '10.0.0.2'],
      userAccountSettings: { adminUserPassword: ' x ' },
    },
    subnet: { id: '/s' },
  });
});

it('says how much it would hold', () => {
  expect(bytesOf(typed)).toBe(40 * 1024 ** 3);
  expect(bytesOf({ ...typed, diskSize: 'much' })).toBeNull();
});

it('finds the question of a fault', () => {
  expect(questionAt('dataDisks.diskCount')).toBe('diskCount');
  expect(questionAt('sshConfiguration.publicIPsToAllow[3]')).toBe('addresses');
  expect(questionAt('subnet.id')).toBe('subnet');
  expect(questionAt('other')).toBeUndefined();
});
