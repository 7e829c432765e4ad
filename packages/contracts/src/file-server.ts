import * as z from 'zod';
import { detailWords } from './detail-words.ts';
import { provisioningStates } from './lifecycles.ts';
import { resourceName, uid } from './names.ts';
import { userAccountSettings } from './secrets.ts';
import { text } from './text-schema.ts';
import { can } from './workspace.ts';

/** Who may reach it from elsewhere: an address, a range of them, or all. They stand in the configuration of the program that serves. */
const addressRange = z
  .string()
  .max(64)
  .refine((text) => text === '*' || ranges.safeParse(text).success, detailWords.NotAddressRange);
const ranges = z.union([z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()]);

/** A managed NFS server with Batch AI's fields. Its size on disk is `diskSizeInGB` × `diskCount`. */
export const fileServerCreate = z.strictObject({
  name: resourceName,
  vmSize: z.string().min(1).max(128),
  sshConfiguration: z.strictObject({
    publicIPsToAllow: z.array(addressRange).max(400).optional(),
    userAccountSettings,
  }),
  dataDisks: z.strictObject({
    diskSizeInGB: z.number().int().min(1).max(65_536),
    diskCount: z.number().int().min(1).max(64),
    storageAccountType: z.enum(['Standard_LRS', 'Premium_LRS']),
    cachingType: z.enum(['none', 'readonly', 'readwrite']).default('none'),
  }),
  subnet: z.strictObject({ id: z.string().min(1).max(2048) }).optional(),
});
export type FileServerCreate = z.infer<typeof fileServerCreate>;

/** What is kept of it in the open: no password. */
export type FileServerSpec = Omit<FileServerCreate, 'name'>;

/** File at the top of a file server's files that holds its uid: whoever sees it sees that server's own disk. */
export const fileServerProof = '.trainyard-file-server';

/** Where a file server was found to be, once it is. */
export const fileServerPlace = z.object({
  /** Directory of the server's machine with its files. */
  directory: z.string(),
  /** How its files are reached over NFS; null: they are shared by their directory only. */
  nfs: z.object({ host: z.string(), port: z.number(), path: z.string() }).nullable(),
  /** True where its size is a limit that the file system keeps. */
  limited: z.boolean(),
});
export type FileServerPlace = z.infer<typeof fileServerPlace>;

export const fileServer = z.object({
  uid,
  workspace: z.string(),
  name: z.string(),
  vmSize: z.string(),
  sshConfiguration: z.unknown(),
  dataDisks: z.unknown(),
  subnet: z.unknown().optional(),
  provisioningState: z.enum(provisioningStates),
  provisioningStateTransitionTime: z.string(),
  /** null until it is there. `mountPoint` is its export, as Batch AI has it. */
  mountSettings: z
    .object({
      mountPoint: z.string(),
      fileServerPublicIP: z.string(),
      fileServerInternalIP: z.string(),
      /** Ours: the port of NFS; null where its files are shared by their directory only. */
      port: z.number().nullable(),
    })
    .nullable(),
  bytesLimit: z.number(),
  /** Bytes in use when last looked at; null before. */
  bytesUsed: z.number().nullable(),
  errors: z.array(text),
  /** What becomes of its settings as far as they are not applied as they are written. */
  notes: z.array(text),
  /** Clusters and jobs that mount it now. */
  mountedBy: z.array(z.object({ kind: z.enum(['cluster', 'job']), name: z.string() })),
  creationTime: z.string(),
  createdBy: z.string(),
  revision: z.number(),
  can,
});
export type FileServer = z.infer<typeof fileServer>;
