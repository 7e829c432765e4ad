/** Recognises progress in what programs print, whichever way they print it. Linear in the line. */
import type { ProgressFacts, Style } from './facts.ts';
import { bars } from './styles/bars.ts';
import { boosting } from './styles/boosting.ts';
import { plain } from './styles/plain.ts';
import { trainers } from './styles/trainers.ts';

/** Every style, in the order in which they are tried: the surest first. */
export const styles: readonly Style[] = [...bars, ...trainers, ...boosting, ...plain];

/** Longest line that is looked at: longer ones are data, not a person's progress line. */
export const progressCharsMost = 2_048;

export interface ReadProgress extends ProgressFacts {
  /** Name of the style that the line is of. */
  style: string;
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: terminals' own.
const escapes = /\u001b\[[0-9;?]{0,24}[A-Za-z]|\u0008/g;

/** What a line tells of progress: undefined when it tells nothing. The line has no `\n`; of parts between `\r` give one at a time. */
export function readProgress(text: string): ReadProgress | undefined {
  if (text.length > progressCharsMost || !/\d/.test(text)) return undefined;
  const line = text.includes('\u001b') || text.includes('\u0008') ? text.replace(escapes, '') : text;
  const lower = line.toLowerCase();
  for (const style of styles) {
    if (!style.hints.every((hint) => lower.includes(hint))) continue;
    const facts = style.read(line, lower);
    if (facts !== undefined && tells(facts)) return { style: style.name, ...facts };
  }
  return undefined;
}

/** A total that is less than what is done is no total. */
function tells(facts: ProgressFacts): boolean {
  const { step, steps, epoch, epochs, percent, rate } = facts;
  if (step !== undefined && steps !== undefined && (steps === 0 || step > steps)) return false;
  if (epoch !== undefined && epochs !== undefined && epoch > epochs + 1) return false;
  return [step, epoch, percent, rate].some((value) => value !== undefined);
}
