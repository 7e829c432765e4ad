import * as z from 'zod';
import { priorities } from './priorities.ts';

export const priority = z.enum(priorities);
export type Priority = z.infer<typeof priority>;
