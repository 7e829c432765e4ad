/** The words of a command line, and what two command lines say differently. Pure. */

/** A difference in the command's own words: `--batch_size` from 48 to 32. What one of them lacks is null. */
export interface WordChange {
  /** What is set; null for a word that stands by itself. */
  name: string | null;
  before: string | null;
  after: string | null;
}

interface Word {
  name: string | null;
  value: string;
}

/** Beyond it a comparison word by word tells nothing, and costs the product of both lengths. */
const wordsMost = 400;

/** Splits as a shell does, as far as quotes go; variables stay as they are written. */
export function splitWords(command: string): string[] {
  const words: string[] = [];
  for (const [word] of command.matchAll(/(?:\\[\s\S]|"(?:\\[\s\S]|[^"\\])*"?|'[^']*'?|[^\s\\"'])+/g)) words.push(word);
  return words;
}

const assignment = /^(-{0,2}[A-Za-z_][\w.:/-]*)=([\s\S]*)$/;
const flag = /^-{1,2}[A-Za-z][\w.-]*$/;

/** `--lr 0.1`, `--lr=0.1` and `lr=0.1` set something; all else stands by itself. A flag without a value is a word. */
function named(words: readonly string[]): Word[] {
  const found: Word[] = [];
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at] as string;
    const set = assignment.exec(word);
    const next = words[at + 1];
    if (set !== null) found.push({ name: set[1] as string, value: set[2] as string });
    else if (flag.test(word) && next !== undefined && isValue(next)) {
      found.push({ name: word, value: next });
      at += 1;
    } else found.push({ name: null, value: word });
  }
  return found;
}

/** A number below zero is a value, though it begins like a flag. */
const isValue = (word: string): boolean => !word.startsWith('-') || /^-[\d.]/.test(word);

/**
 * What became of each word. Something that is set once in both is compared by its name, wherever it stands; all else by its
 * place. Null where there are too many words to compare one by one.
 */
export function wordChanges(before: string, after: string): WordChange[] | null {
  return changesIn(before, after)?.flatMap(inside) ?? null;
}

function changesIn(before: string, after: string): WordChange[] | null {
  const [a, b] = [named(splitWords(before)), named(splitWords(after))];
  if (a.length > wordsMost || b.length > wordsMost) return null;
  const once = (words: readonly Word[]) => {
    const counts = new Map<string, number>();
    for (const { name } of words) if (name !== null) counts.set(name, (counts.get(name) ?? 0) + 1);
    return new Map(
      words.flatMap((word) => (word.name !== null && counts.get(word.name) === 1 ? [[word.name, word]] : [])),
    );
  };
  const [ofA, ofB] = [once(a), once(b)];
  const paired = (word: Word) => word.name !== null && ofA.has(word.name) && ofB.has(word.name);
  const changes: WordChange[] = [];
  for (const [name, { value }] of ofA) {
    const next = ofB.get(name);
    if (next !== undefined && next.value !== value) changes.push({ name, before: value, after: next.value });
  }
  return [
    ...changes,
    ...placed(
      a.filter((word) => !paired(word)),
      b.filter((word) => !paired(word)),
    ),
  ];
}

const same = (a: Word | undefined, b: Word | undefined): boolean => a?.name === b?.name && a?.value === b?.value;

/** What differs of words that only their order tells apart: the longest common row of words stays, the rest came or went. */
function placed(a: readonly Word[], b: readonly Word[]): WordChange[] {
  const width = b.length + 1;
  const length = new Uint16Array((a.length + 1) * width);
  const of = (i: number, j: number): number => length[i * width + j] as number;
  for (let i = a.length - 1; i >= 0; i -= 1) {
    for (let j = b.length - 1; j >= 0; j -= 1) {
      length[i * width + j] = same(a[i], b[j]) ? of(i + 1, j + 1) + 1 : Math.max(of(i + 1, j), of(i, j + 1));
    }
  }
  const changes: WordChange[] = [];
  let [gone, come]: [Word[], Word[]] = [[], []];
  const close = () => {
    changes.push(...together(gone, come));
    [gone, come] = [[], []];
  };
  for (let [i, j] = [0, 0]; i < a.length || j < b.length; ) {
    if (i < a.length && j < b.length && same(a[i], b[j])) {
      close();
      i += 1;
      j += 1;
    } else if (j === b.length || (i < a.length && of(i + 1, j) >= of(i, j + 1))) {
      gone.push(a[i] as Word);
      i += 1;
    } else {
      come.push(b[j] as Word);
      j += 1;
    }
  }
  close();
  return changes;
}

/** Words that went and words that came at one place: one for one where they set the same or nothing. */
function together(gone: readonly Word[], come: readonly Word[]): WordChange[] {
  const left = [...come];
  const changes: WordChange[] = [];
  for (const { name, value } of gone) {
    const at = left.findIndex((word) => word.name === name);
    const next = at === -1 ? undefined : left.splice(at, 1)[0];
    changes.push({ name, before: value, after: next?.value ?? null });
  }
  return [...changes, ...left.map(({ name, value }) => ({ name, before: null, after: value }))];
}

const quoted = /^(["'])([\s\S]*)\1$/;

/** A script in quotes, as `bash -c` takes it, is compared by its own words. */
function inside(change: WordChange): WordChange[] {
  const [, , a] = quoted.exec(change.before ?? '') ?? [];
  const [, , b] = quoted.exec(change.after ?? '') ?? [];
  if (a === undefined || b === undefined || !/\s/.test(a) || !/\s/.test(b)) return [change];
  const own = changesIn(a, b);
  return own === null || own.length === 0 ? [change] : own;
}
