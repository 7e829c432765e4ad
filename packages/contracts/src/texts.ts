import * as z from 'zod';

/** Values that stand in a text: the code is stable, the words are looked up by whoever shows it. */
export const textParams = z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.array(z.string())]));
export type TextParams = z.infer<typeof textParams>;

/** A reason or error as it is stored and sent: never a finished sentence. */
export const text = z.object({ code: z.string(), params: textParams });
export interface Text {
  code: string;
  params: TextParams;
}

/** Fills `{name}` in a message; a parameter that is missing stays visible as `{name}`. */
export function fill(message: string, params: TextParams): string {
  return message.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = params[name];
    return value === undefined ? whole : Array.isArray(value) ? value.join(', ') : String(value);
  });
}
