import * as z from 'zod';
import { resourceName, uid } from './names.ts';
import { can } from './workspace.ts';

/** A name as Batch AI's files have it: Azure's are 3 to 24 letters and digits, ours may be any resource's name. */
export const accountName = resourceName;

const endpoint = z.url({ protocol: /^https?$/ }).max(2048);

/** What really lies behind the name of a storage account. */
export const storageBacking = z.discriminatedUnion('kind', [
  /** Azure's own, or anything that speaks its protocol at `blobEndpoint` (Azurite): `http://127.0.0.1:10000/devstoreaccount1`. */
  z.strictObject({
    kind: z.literal('azure'),
    blobEndpoint: endpoint.optional(),
    /** HOST[:PORT] of its shares by SMB. */
    fileHost: z.string().max(256).optional(),
    /** The account as its endpoint knows it; the same name unless given. */
    account: z.string().min(1).max(64).optional(),
  }),
  /** Containers and shares are buckets. */
  z.strictObject({
    kind: z.literal('s3'),
    endpoint: endpoint.optional(),
    region: z.string().min(1).max(64).default('us-east-1'),
    accessKeyId: z.string().min(1).max(256),
  }),
  /** Containers and shares are directories below `directory`. */
  z.strictObject({
    kind: z.literal('sftp'),
    host: z.string().min(1).max(256),
    port: z.number().int().min(1).max(65_535).default(22),
    user: z.string().min(1).max(64),
    directory: z.string().max(4096).default('.'),
    hostKeys: z.array(z.string().max(4096)).max(16).optional(),
  }),
  /** Containers and shares are directories below `directory`, made at their first use; absent: a directory that the server keeps. */
  z.strictObject({ kind: z.literal('local'), directory: z.string().startsWith('/').max(4096).optional() }),
]);
export type StorageBacking = z.infer<typeof storageBacking>;

/** What proves to the backing who asks; written and never read back. `local` has none. */
export const storageCredentials = z.strictObject({
  /** azure */ accountKey: z.string().min(1).max(4096).optional(),
  /** s3 */ secretAccessKey: z.string().min(1).max(4096).optional(),
  /** sftp */ password: z.string().min(1).max(4096).optional(),
  /** sftp */ privateKey: z.string().min(1).max(65_536).optional(),
});

export const storageAccountCreate = z.strictObject({
  name: accountName,
  backing: storageBacking,
  credentials: storageCredentials.default({}),
  /** Workspaces that may use it, by reference; absent: all. */
  workspaces: z.array(z.string().min(1).max(256)).max(1000).optional(),
});
export type StorageAccountCreate = z.infer<typeof storageAccountCreate>;

export const storageAccount = z.object({
  uid,
  name: z.string(),
  backing: storageBacking,
  /** Names of the credentials that it has. */
  credentials: z.array(z.string()),
  workspaces: z.array(z.string()).nullable(),
  creationTime: z.string(),
  createdBy: z.string(),
  revision: z.number(),
  can,
});
export type StorageAccount = z.infer<typeof storageAccount>;
