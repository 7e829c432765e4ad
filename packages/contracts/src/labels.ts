import * as z from 'zod';
import { saying } from './detail-words.ts';

/** Labels of nodes, and those that a job asks its nodes to have: at most 32, each as short as in Kubernetes. */
export const labels = z
  .record(z.string().min(1).max(128), z.string().max(64))
  .refine((all) => Object.keys(all).length <= 32, saying('TooMany', { maximum: 32 }));
export type Labels = z.infer<typeof labels>;
