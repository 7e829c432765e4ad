/** What is asked of a volume of each kind, in the order of the form. Pure. */
import type { VolumeKind } from '@trainyard/contracts/volumes';

export type VolumeQuestion =
  | 'account'
  | 'accountOptional'
  | 'accountKey'
  | 'container'
  | 'bucket'
  | 'directory'
  | 'url'
  | 'fileMode'
  | 'directoryMode'
  | 'mountOptions'
  | 'fileServer'
  | 'sourceDirectory'
  | 'command'
  | 'at';

export interface VolumeField {
  question: VolumeQuestion;
  /** Where its answer stands in the entry. */
  path: string;
  /** It stays in the body when it is empty: the contract asks for it. */
  kept: boolean;
  wide?: true;
  /** Names that may be chosen. */
  list?: 'accounts' | 'servers';
  /** Written and never shown again. */
  secret?: true;
}

const at: VolumeField = { question: 'at', path: 'relativeMountPath', kept: true };
const accountKey: VolumeField = {
  question: 'accountKey',
  path: 'credentials.accountKey',
  kept: false,
  secret: true,
};
const account: VolumeField = { question: 'account', path: 'accountName', kept: true, list: 'accounts' };
const mountOptions: VolumeField = { question: 'mountOptions', path: 'mountOptions', kept: false };

export const volumeFields: Readonly<Record<VolumeKind, readonly VolumeField[]>> = {
  storageFolders: [
    account,
    { question: 'bucket', path: 'container', kept: true },
    { question: 'directory', path: 'directory', kept: false },
    at,
  ],
  fileServers: [
    { question: 'fileServer', path: 'fileServer.name', kept: true, list: 'servers' },
    at,
    { question: 'sourceDirectory', path: 'sourceDirectory', kept: false },
    mountOptions,
  ],
  azureBlobFileSystems: [
    account,
    { question: 'container', path: 'containerName', kept: true },
    at,
    accountKey,
    { ...mountOptions, wide: true },
  ],
  azureFileShares: [
    { question: 'url', path: 'azureFileUrl', kept: true, wide: true },
    { question: 'accountOptional', path: 'accountName', kept: false, list: 'accounts' },
    at,
    accountKey,
    { question: 'fileMode', path: 'fileMode', kept: false },
    { question: 'directoryMode', path: 'directoryMode', kept: false },
  ],
  unmanagedFileSystems: [{ question: 'command', path: 'mountCommand', kept: true, wide: true }, at],
};

/** In the order in which they are offered: ours first, which works with every backing. */
export const offeredKinds: readonly VolumeKind[] = [
  'storageFolders',
  'fileServers',
  'azureBlobFileSystems',
  'azureFileShares',
  'unmanagedFileSystems',
];
