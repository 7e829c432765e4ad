/** What a file is shown as, by its name and size; what its bytes say decides between text and none. Pure. */
import { nameOf } from './paths.ts';

export type PreviewKind = 'image' | 'csv' | 'json' | 'markdown' | 'events' | 'text';

/** Never as markup: an SVG may hold scripts, so it is text. */
const imageTypes: Readonly<Record<string, string>> = {
  png: 'image/png',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  gif: 'image/gif',
  webp: 'image/webp',
  bmp: 'image/bmp',
  avif: 'image/avif',
};

const mebi = 1024 * 1024;
/** Beyond it a file is not taken whole into the page. */
const wholeMost: Partial<Record<PreviewKind, number>> = {
  image: 32 * mebi,
  json: 2 * mebi,
  markdown: mebi,
  events: 128 * mebi,
};

const endOf = (name: string): string => /\.([^.]+)$/.exec(name)?.[1]?.toLowerCase() ?? '';

export const imageTypeOf = (path: string): string | undefined => imageTypes[endOf(nameOf(path))];

/** Bytes that a preview of a kind takes at most; undefined where it is read in parts. */
export const mostOf = (kind: PreviewKind): number | undefined => wholeMost[kind];

function byName(name: string): PreviewKind {
  const end = endOf(name);
  if (end in imageTypes) return 'image';
  // TensorBoard writes events.out.tfevents.TIME.HOST and its variants.
  if (/(^|\.)tfevents\./.test(name)) return 'events';
  if (end === 'csv' || end === 'tsv') return 'csv';
  if (end === 'json' || end === 'ipynb') return 'json';
  return end === 'md' || end === 'markdown' ? 'markdown' : 'text';
}

/** How a file is shown first. One that is too large to be taken whole is shown as text, an image not at all. */
export function kindOf(path: string, bytes: number | null): PreviewKind | 'tooLarge' {
  const kind = byName(nameOf(path));
  const most = wholeMost[kind];
  if (most === undefined || bytes === null || bytes <= most) return kind;
  return kind === 'image' || kind === 'events' ? 'tooLarge' : 'text';
}

/** Whether bytes of a file's beginning are text: UTF-8 without NUL, an unfinished character at the end aside. */
export function looksLikeText(bytes: Uint8Array): boolean {
  if (bytes.includes(0)) return false;
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true });
    return true;
  } catch {
    return false;
  }
}
