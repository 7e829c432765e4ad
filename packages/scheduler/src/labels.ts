import { compareUids } from './order.ts';

export type Labels = Readonly<Record<string, string>>;

/** Labels that are equal have one set each, so that nodes are grouped and asked by group. */
export interface LabelSet {
  labels: Labels;
  key: string;
  /** How many labels: nodes with fewer are taken first, so that special ones stay free. */
  count: number;
}

/** The sets of one scheduler. They are few: as many as there are kinds of nodes. */
export class LabelSets {
  readonly #byKey = new Map<string, LabelSet>();
  /** Most nodes come with the very object of others. */
  readonly #known = new WeakMap<Labels, LabelSet>();

  of(labels: Labels): LabelSet {
    const known = this.#known.get(labels);
    if (known) return known;
    const key = labelKey(labels);
    let set = this.#byKey.get(key);
    if (!set) {
      set = { labels, key, count: Object.keys(labels).length };
      this.#byKey.set(key, set);
    }
    this.#known.set(labels, set);
    return set;
  }
}

/** Equal for equal labels, in whatever order they were written. */
export function labelKey(labels: Labels): string {
  const names = Object.keys(labels);
  if (names.length === 0) return '';
  return JSON.stringify(names.sort(compareUids).map((name) => [name, labels[name]]));
}

/** True when a node with these labels has all that are asked for. */
export function hasLabels(labels: Labels, asked: Labels): boolean {
  for (const name in asked) if (labels[name] !== asked[name]) return false;
  return true;
}

export function compareSets(a: LabelSet, b: LabelSet): number {
  return a === b ? 0 : a.count - b.count || compareUids(a.key, b.key);
}

/** For texts: `zone=a, disk=ssd`. */
export function sayLabels(labels: Labels): string {
  return Object.entries(labels)
    .map(([name, value]) => `${name}=${value}`)
    .join(', ');
}
