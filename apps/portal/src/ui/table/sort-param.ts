/** The sorted column as the URL says it: `name` upwards, `-name` downwards. Pure. */

export interface Sort {
  id: string;
  desc: boolean;
}

/** Null when nothing is asked for. */
export function readSort(text: string | null): Sort | null {
  if (text === null || text === '' || text === '-') return null;
  return text.startsWith('-') ? { id: text.slice(1), desc: true } : { id: text, desc: false };
}

export const writeSort = (sort: Sort): string => `${sort.desc ? '-' : ''}${sort.id}`;
