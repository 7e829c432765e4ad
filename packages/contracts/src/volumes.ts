import * as z from 'zod';
import { detailWords } from './detail-words.ts';
import { namedRef } from './identity.ts';
import { resourceName } from './names.ts';
import { secretReference } from './secrets.ts';

/** A path under a mount root: relative, and it stays there. */
export const relativeMountPath = z
  .string()
  .min(1)
  .max(512)
  .refine(
    (path) => !path.startsWith('/') && !path.split('/').includes('..') && !path.includes('\0'),
    detailWords.NotRelative,
  );

const storageCredentials = z.strictObject({
  accountKey: z.string().max(4096).optional(),
  accountKeySecretReference: secretReference.optional(),
});
const mode = z
  .string()
  .regex(/^0?[0-7]{3,4}$/, detailWords.NotMode)
  .default('0777');

/** Without an account name that of the URL's host counts; without credentials those of the installation's storage account. */
export const azureFileShare = z.strictObject({
  accountName: z.string().min(1).max(256).optional(),
  azureFileUrl: z.string().min(1).max(2048),
  credentials: storageCredentials.optional(),
  relativeMountPath,
  fileMode: mode,
  directoryMode: mode,
});

export const azureBlobFileSystem = z.strictObject({
  accountName: z.string().min(1).max(256),
  containerName: z.string().min(1).max(256),
  credentials: storageCredentials.optional(),
  relativeMountPath,
  mountOptions: z.string().max(4096).optional(),
});

export const fileServerMount = z.strictObject({
  fileServer: namedRef,
  sourceDirectory: z.string().max(4096).optional(),
  relativeMountPath,
  mountOptions: z.string().max(4096).optional(),
});

export const unmanagedFileSystem = z.strictObject({
  mountCommand: z.string().min(1).max(32_768),
  relativeMountPath,
});

/** Ours: a folder of a storage account of the installation, whatever lies behind it: S3, SFTP, a local directory, Azure. */
export const storageFolder = z.strictObject({
  accountName: resourceName,
  /** Container, share, bucket or first directory. */
  container: z.string().min(1).max(256),
  directory: z.string().max(4096).optional(),
  relativeMountPath,
  readOnly: z.boolean().default(false),
});

/** The four kinds of mounted storage of Batch AI, and ours. 64 of a kind: far above any published job file. */
export const mountVolumes = z.strictObject({
  azureFileShares: z.array(azureFileShare).max(64).optional(),
  azureBlobFileSystems: z.array(azureBlobFileSystem).max(64).optional(),
  fileServers: z.array(fileServerMount).max(64).optional(),
  unmanagedFileSystems: z.array(unmanagedFileSystem).max(64).optional(),
  storageFolders: z.array(storageFolder).max(64).optional(),
});
export type MountVolumes = z.infer<typeof mountVolumes>;
export const volumeKinds = [
  'azureFileShares',
  'azureBlobFileSystems',
  'fileServers',
  'unmanagedFileSystems',
  'storageFolders',
] as const;
export type VolumeKind = (typeof volumeKinds)[number];
