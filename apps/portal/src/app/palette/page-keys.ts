/** Keys that work on every page: what a stroke means, given the one before. Pure. */

export interface Stroke {
  key: string;
  /** Ctrl, or ⌘ on a Mac. */
  command: boolean;
  alt: boolean;
  /** The stroke goes into a field. */
  typing: boolean;
  /** When, ms of any clock. */
  at: number;
}

export type Meaning = 'palette' | 'keys' | 'overview' | 'clusters' | 'jobs' | 'data';

/** Where `g` and a letter lead to. */
export const goes: Readonly<Record<string, 'overview' | 'clusters' | 'jobs' | 'data'>> = {
  o: 'overview',
  c: 'clusters',
  j: 'jobs',
  f: 'data',
};

/** The letter must follow `g` within this time; later, it is a stroke of its own. */
const togetherMs = 1_500;

/** Reads strokes one by one. */
export class PageKeys {
  #g = Number.NEGATIVE_INFINITY;

  /** What the stroke means; undefined when nothing. `letters` false: only the palette's key counts. */
  read({ key, command, alt, typing, at }: Stroke, letters: boolean): Meaning | undefined {
    const afterG = at - this.#g <= togetherMs;
    this.#g = Number.NEGATIVE_INFINITY;
    if (command && !alt && key.toLowerCase() === 'k') return 'palette';
    if (command || alt || typing || !letters) return undefined;
    if (afterG && Object.hasOwn(goes, key)) return goes[key];
    if (key === 'g') this.#g = at;
    return key === '?' ? 'keys' : undefined;
  }
}
