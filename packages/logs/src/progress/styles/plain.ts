/** What people print themselves: words with counts, JSON, a percentage. Last, since it is the least certain. */
import { byPattern, type ProgressFacts, type Style } from '../facts.ts';
import { factsOfLabel } from '../labels.ts';
import { countOf, fieldOf, known } from '../pieces.ts';

const epochs = /\bepochs?\b[ :=#]{0,3}[[(]? {0,4}(?<n>\d{1,9}(?:\.\d{1,6})?)(?: {0,4}(?:\/|of) {0,4}(?<of>\d{1,9}))?/i;
const steps =
  /\b(?<word>global_step|global step|steps?|iterations?|iters?|it|batch|batches|updates?|round)\b[ :=#]{0,3}[[(]? {0,8}(?<n>\d{1,3}(?:,\d{3}){1,4}|\d{1,12})(?![\w-]|\.\w)(?: {0,8}(?:\/|of) {0,8}(?<of>\d{1,3}(?:,\d{3}){1,4}|\d{1,12}))?/i;

const units: Readonly<Record<string, string>> = {
  batch: 'batch',
  update: 'update',
  round: 'round',
  it: 'it',
  iter: 'it',
};

function unitOfWord(word: string): string {
  const lower = word.toLowerCase();
  return Object.entries(units).find(([begin]) => lower.startsWith(begin))?.[1] ?? 'step';
}

/** `Epoch [3/20], Step [100/600]`, `step 12/500`, `epoch 3 step 1,200 loss=…`, `Iteration: 400`. */
const words: Style & { patterns: RegExp[] } = {
  name: 'words',
  hints: [''],
  patterns: [epochs, steps],
  read(line, lower) {
    const epoch = lower.includes('epoch') ? epochs.exec(line)?.groups : undefined;
    const step = steps.exec(line)?.groups;
    if (epoch === undefined && step === undefined) return undefined;
    // `100 steps 12`: of a count of what is done and no place in it, nothing is known.
    return known({
      step: countOf(step?.n),
      steps: countOf(step?.of),
      epoch: countOf(epoch?.n),
      epochs: countOf(epoch?.of),
      rateUnit: step === undefined ? undefined : unitOfWord(step.word as string),
      side: /^\W{0,8}(?:val|valid|validation|eval|evaluation|test)\b/i.test(line) ? true : undefined,
    });
  },
};

/** `[3/20][100/600] Loss_D: 0.4`, `[100/600] loss 0.4` and `(100/600)` at the beginning of a line. */
const brackets = byPattern(
  'brackets',
  ['/'],
  /^ {0,8}(?:\[(?<epoch>\d{1,9})\/(?<epochs>\d{1,9})\] {0,2}(?=\[\d))?[[(] {0,8}(?<n>\d{1,12}) {0,4}\/ {0,8}(?<of>\d{1,12})[\])](?=[ \t:,]|$)/,
  ({ epoch, epochs: ofEpochs, n, of }) =>
    known({
      epoch: countOf(epoch),
      epochs: countOf(ofEpochs),
      step: countOf(n),
      steps: countOf(of),
      perEpoch: epoch === undefined ? undefined : true,
    }),
);

/** A JSON object a line. */
const json: Style = {
  name: 'json',
  hints: ['{"'],
  read(line) {
    if (!/^\s{0,4}\{"/.test(line)) return undefined;
    const first = (names: string[]) => names.map((name) => fieldOf(line, name)).find((value) => value !== undefined);
    const step = first(['global_step', 'step', 'iteration', 'iter', 'trainer/global_step']);
    const epoch = first(['epoch']);
    if (step === undefined && epoch === undefined) return undefined;
    return known({
      step,
      steps: first(['total_steps', 'max_steps', 'steps', 'num_steps']),
      epoch,
      epochs: first(['total_epochs', 'epochs', 'num_epochs', 'max_epochs']),
    });
  },
};

/** `progress: 42.5 %`, `42% done`, `[ 42%] …`, `42% [=====>   ]`: a share in words. `GPU 42 %` is none. */
const percent = byPattern(
  'percent',
  ['%'],
  /(?:^ {0,8}[[(]? {0,4}(?<first>\d{1,3}(?:\.\d{1,6})?) {0,2}%(?:[\])]|$| {1,4}(?:\||\[|done|complete|completed|finished|processed)\b)|\b(?:progress|completed?|done|finished|processed)\b[ :=(]{0,4}(?<after>\d{1,3}(?:\.\d{1,6})?) {0,2}%|\b(?<before>\d{1,3}(?:\.\d{1,6})?) {0,2}% (?:done|complete|completed|finished|processed)\b|^ {0,8}(?<bar>\d{1,3}(?:\.\d{1,6})?)% {0,2}[[|][=#>█▏▎▍▌▋▊▉ .-]{5,200}[\]|])/i,
  ({ first, after, before, bar }, line): ProgressFacts | undefined => {
    const value = Number(first ?? after ?? before ?? bar);
    if (!(value <= 100)) return undefined;
    const { side } = factsOfLabel(line.slice(0, 80));
    return known({ percent: value, side });
  },
);

export const plain: readonly Style[] = [json, brackets, percent, words];
