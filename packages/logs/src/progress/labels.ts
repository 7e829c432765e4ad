/** What the words before a bar say: which epoch it is, and whether it is the training itself. */
import type { ProgressFacts } from './facts.ts';
import { countOf, known } from './pieces.ts';

const aside =
  /\b(?:val|valid|validation|validating|eval|evaluation|evaluating|test|testing|sanity|download|downloading|fetching|loading|load|map|filter|tokeniz(?:ing|er)|generating|extracting|predict|predicting|scanning|caching|resolving|saving)\b/i;
const epochWords = /\bepochs?[ :=#]{0,3}\[? {0,4}(\d{1,9})(?: {0,4}(?:\/|of) {0,4}(\d{1,9}))?/i;
/** Ultralytics: `3/100  4.32G  1.234 …` before its bar, in columns. */
const columns = /^ {0,12}(\d{1,6})\/(\d{1,6}) {2,12}\d{1,5}(?:\.\d{1,4})?[GM] /;
const labelMost = 48;

/** Facts that stand before a bar. Steps of a bar that names its epoch are those of this epoch. */
export function factsOfLabel(text: string): ProgressFacts {
  const words = text.slice(-160);
  const inColumns = columns.exec(words);
  if (inColumns !== null) return { epoch: Number(inColumns[1]), epochs: Number(inColumns[2]), perEpoch: true };
  const found = epochWords.exec(words);
  const label = words
    .replace(/[\d.:|[\]/%]{1,40}/g, ' ')
    .trim()
    .slice(0, labelMost);
  return known({
    epoch: countOf(found?.[1]),
    epochs: countOf(found?.[2]),
    perEpoch: found === null ? undefined : true,
    side: aside.test(words) ? true : undefined,
    label: label === '' || found !== null ? undefined : label,
  });
}
