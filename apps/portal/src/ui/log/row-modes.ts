/** Which modes there are beside the plain rows, and where their code is: fetched when a log of several ranks is opened. */
import type { OpenRowMode } from './row-mode.ts';

/** One rank alone, and every line of all ranks as it was printed; the braid stands before them. */
export const logModes = ['braid', 'rank', 'raw'] as const;
export type LogMode = (typeof logModes)[number];

/** Fetches the braid. */
export const loadBraid = async (): Promise<OpenRowMode> => (await import('./braid/braid-mode.tsx')).openBraid;
