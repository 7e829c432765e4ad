import * as z from 'zod';
import { detailWords } from './detail-words.ts';
import { parseDuration } from './durations.ts';

/** An ISO 8601 duration such as P7D or PT90S. */
export const duration = z.string().refine((text) => parseDuration(text) !== undefined, detailWords.NotDuration);
