/** What a person may jump to or do, and which of it the typed words mean. Pure. */

export interface Findable {
  /** What it is called. */
  label: string;
  /** More that it is found by: where it stands, other words for it. */
  also?: string | undefined;
}

/** Folds case and accents, so that « éteindre » is found by "eteindre". */
const fold = (text: string): string => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();

/** How well one word fits: at the start of the name, of a word in it, inside it, or only in what stands beside it. */
function fit(word: string, label: string, also: string): number {
  const at = label.indexOf(word);
  if (at === 0) return 4;
  if (at > 0 && /[^\p{L}\p{N}]/u.test(label[at - 1] ?? '')) return 3;
  if (at > 0) return 2;
  return also.includes(word) ? 1 : 0;
}

/** All whose name or place has every typed word, best first; equal ones keep their order. No words: all. */
export function find<T extends Findable>(items: readonly T[], typed: string): T[] {
  const words = fold(typed).split(/\s+/).filter(Boolean);
  if (words.length === 0) return [...items];
  const found: { item: T; score: number }[] = [];
  for (const item of items) {
    const [label, also] = [fold(item.label), fold(item.also ?? '')];
    const fits = words.map((word) => fit(word, label, also));
    if (fits.every((one) => one > 0)) found.push({ item, score: fits.reduce((sum, one) => sum + one, 0) });
  }
  return found.sort((a, b) => b.score - a.score).map(({ item }) => item);
}
