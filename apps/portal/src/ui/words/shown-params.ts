/** Values of a reason as people read them: sizes and times in the reader's form, and the few words among them in the reader's language. Pure. */
import type { TextParams } from '@trainyard/contracts/texts';
import { formatBytes, formatInstant } from '../format.ts';

/** Words that stand as values, by the name of the value. */
export type ValueWords = Readonly<Record<string, Readonly<Record<string, string>>>>;

export const englishValues: ValueWords = { resource: { gpus: 'GPUs', cpus: 'CPUs' } };

const instants = new Set(['at', 'until']);
/** Smaller numbers are counts: this is a day of 2001 in ms. */
const earliest = 1e12;

function shown(name: string, value: TextParams[string], language: string, words: ValueWords): TextParams[string] {
  if (name === 'memory' && typeof value === 'number') return formatBytes(value, language);
  if (instants.has(name)) {
    const at = typeof value === 'number' ? value : typeof value === 'string' ? Date.parse(value) : Number.NaN;
    if (at >= earliest) return formatInstant(at, language);
  }
  return typeof value === 'string' ? (words[name]?.[value] ?? value) : value;
}

/** The same values, as they stand in a sentence. */
export function shownParams(params: TextParams, language: string, words: ValueWords): TextParams {
  return Object.fromEntries(Object.entries(params).map(([name, value]) => [name, shown(name, value, language, words)]));
}
