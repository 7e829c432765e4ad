import * as z from 'zod';

/** Values that stand in a text, on the wire. */
export const textParams = z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.array(z.string())]));

/** A reason or error as it is stored and sent: see {@link import('./texts.ts').Text}. */
export const text = z.object({ code: z.string(), params: textParams });
