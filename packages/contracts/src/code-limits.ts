import * as z from 'zod';

/** Files that a job may ship: a code directory, not a data set. */
export const codeFilesMost = 2_000;

/** What a job may ship with it: number of files, and bytes of all of them together. */
export const codeLimits = z.object({ files: z.number(), bytes: z.number() });
export type CodeLimits = z.infer<typeof codeLimits>;
