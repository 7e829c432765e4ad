import * as z from 'zod';
import { parseDuration } from './durations.ts';

/** An ISO 8601 duration such as P7D or PT90S. */
export const duration = z
  .string()
  .refine((text) => parseDuration(text) !== undefined, 'write an ISO 8601 duration such as PT1H or P7D');
