/** Of `-o`. */
export const formats = ['json', 'jsonc', 'table', 'tsv'] as const;
export type Format = (typeof formats)[number];
