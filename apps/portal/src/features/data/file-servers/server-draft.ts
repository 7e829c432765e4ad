/** What is typed of a file server before it is one, and the body that it makes: Batch AI's fields. Pure. */
import { readWhole } from '../../../ui/form/read-whole.ts';

export interface ServerDraft {
  name: string;
  vmSize: string;
  diskSize: string;
  diskCount: string;
  diskType: 'Standard_LRS' | 'Premium_LRS';
  caching: 'none' | 'readonly' | 'readwrite';
  user: string;
  publicKey: string;
  password: string;
  addresses: string;
  subnet: string;
}

export type ServerQuestion = keyof ServerDraft;

export const emptyServer: ServerDraft = {
  name: '',
  vmSize: 'STANDARD_D2',
  diskSize: '10',
  diskCount: '1',
  diskType: 'Standard_LRS',
  caching: 'none',
  user: '',
  publicKey: '',
  password: '',
  addresses: '',
  subnet: '',
};

export const diskTypes = ['Standard_LRS', 'Premium_LRS'] as const;
export const cachings = ['none', 'readonly', 'readwrite'] as const;

const whole = (text: string): number | string => readWhole(text) ?? text;

/** Bytes that it would hold; null while that cannot be said. */
export function bytesOf({ diskSize, diskCount }: ServerDraft): number | null {
  const [size, count] = [readWhole(diskSize), readWhole(diskCount)];
  return size === undefined || count === undefined ? null : size * count * 1024 ** 3;
}

/** The body that makes the server; what is left empty is not given. */
export function bodyOf(draft: ServerDraft): Record<string, unknown> {
  const addresses = draft.addresses.split(/[\s,]+/).filter((address) => address !== '');
  return {
    name: draft.name.trim(),
    vmSize: draft.vmSize.trim(),
    sshConfiguration: {
      ...(addresses.length === 0 ? {} : { publicIPsToAllow: addresses }),
      userAccountSettings: {
        adminUserName: draft.user.trim(),
        ...(draft.publicKey.trim() === '' ? {} : { adminUserSshPublicKey: draft.publicKey.trim() }),
        ...(draft.password === '' ? {} : { adminUserPassword: draft.password }),
      },
    },
    dataDisks: {
      diskSizeInGB: whole(draft.diskSize),
      diskCount: whole(draft.diskCount),
      storageAccountType: draft.diskType,
      cachingType: draft.caching,
    },
    ...(draft.subnet.trim() === '' ? {} : { subnet: { id: draft.subnet.trim() } }),
  };
}

const paths: readonly (readonly [string, ServerQuestion])[] = [
  ['name', 'name'],
  ['vmSize', 'vmSize'],
  ['sshConfiguration.publicIPsToAllow', 'addresses'],
  ['sshConfiguration.userAccountSettings.adminUserName', 'user'],
  ['sshConfiguration.userAccountSettings.adminUserSshPublicKey', 'publicKey'],
  ['sshConfiguration.userAccountSettings.adminUserPassword', 'password'],
  ['dataDisks.diskSizeInGB', 'diskSize'],
  ['dataDisks.diskCount', 'diskCount'],
  ['dataDisks.storageAccountType', 'diskType'],
  ['dataDisks.cachingType', 'caching'],
  ['subnet', 'subnet'],
];

/** The question that a fault of the body is about; undefined where there is none. */
export const questionAt = (path: string): ServerQuestion | undefined =>
  paths.find(([at]) => path === at || path.startsWith(`${at}[`) || path.startsWith(`${at}.`))?.[1];
