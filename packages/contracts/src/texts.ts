/** Values that stand in a text: the code is stable, the words are looked up by whoever shows it. */
export type TextParams = Record<string, string | number | boolean | string[]>;

/** A reason or error as it is stored and sent: never a finished sentence. */
export interface Text {
  code: string;
  params: TextParams;
}

/** English: only 1 is one. */
const englishOne = (count: number): boolean => count === 1;

/**
 * Fills `{name}` in a message, and chooses words by a count: `{nodes|node is|nodes are}` is the first for one and the second for any
 * other number. A parameter that is missing stays visible as it is written. `isOne` says what a language counts as one.
 */
export function fill(message: string, params: TextParams, isOne = englishOne): string {
  return message.replace(/\{(\w+)(?:\|([^|}]*)\|([^|}]*))?\}/g, (whole, name: string, one?: string, many?: string) => {
    const value = params[name];
    if (value === undefined) return whole;
    if (one !== undefined && many !== undefined) return isOne(Number(value)) ? one : many;
    return Array.isArray(value) ? value.join(', ') : String(value);
  });
}
