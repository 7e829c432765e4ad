import * as z from 'zod';
import { resourceName } from './names.ts';
import { userAccountSettings } from './secrets.ts';

/** A managed NFS server with Batch AI's fields. Not built yet: the schema stands so that bodies can name it. */
export const fileServerCreate = z.strictObject({
  name: resourceName,
  vmSize: z.string().min(1).max(128),
  sshConfiguration: z.strictObject({
    publicIPsToAllow: z.array(z.string().max(64)).max(400).optional(),
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
