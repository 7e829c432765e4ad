import * as z from 'zod';
import { provisioningStates } from './lifecycles.ts';
import { resourceName, uid } from './names.ts';
import { can } from './workspace.ts';

export const experimentCreate = z.strictObject({ name: resourceName });

export const experiment = z.object({
  uid,
  workspace: z.string(),
  name: z.string(),
  provisioningState: z.enum(provisioningStates),
  creationTime: z.string(),
  revision: z.number(),
  can,
});
export type Experiment = z.infer<typeof experiment>;
