/** Values that stand in a text: the code is stable, the words are looked up by whoever shows it. */
export type TextParams = Record<string, string | number | boolean | string[]>;

/** A reason or error as it is stored and sent: never a finished sentence. */
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
