/**
 * A job capsule: one HTML file that holds all that is known of a job and shows it without a server. Its data stand in script
 * elements that no browser runs, each gzip in base64, so that nothing a job printed or was called can become markup. Pure.
 */

export const capsuleFormat = 1;

export const capsulePartKinds = ['job', 'attempts', 'receipts', 'nodes', 'files', 'events', 'series', 'log'] as const;
export type CapsulePartKind = (typeof capsulePartKinds)[number];

/** One element of data. */
export interface CapsulePart {
  kind: CapsulePartKind;
  /** Bytes once it is unpacked. */
  bytes: number;
  /** Of the element's text as it stands in the file, hexadecimal. */
  sha256: string;
  /** Of a log: its stream, and where in it these bytes begin. */
  stream?: string;
  offset?: number;
  /** 0-based number of the line that they begin in, and how many lines they hold, an unfinished last one included. */
  fromLine?: number;
  lines?: number;
}

/** A log stream of the job, as the server had it when the capsule was made. */
export interface CapsuleStream {
  stream: string;
  unit: number;
  attempt: number;
  task: number;
  node: string;
  phase: string;
  rank: number | null;
  fd: 'stdout' | 'stderr';
  bytes: number;
  lines: number;
  ended: boolean;
}

/**
 * What is not in it, and why. `size`: beyond what one file can hold; `pruned`: removed on the server before; `hole`: never received there;
 * `limit`: more than are listed.
 */
export interface CapsuleLeft {
  what: 'log' | 'logs' | 'series' | 'outputs' | 'attempts' | 'events' | 'files';
  why: 'size' | 'pruned' | 'hole' | 'limit';
  stream?: string;
  /** Bytes of the stream, `to` exclusive. */
  from?: number;
  to?: number;
  /** Lines that are left out, where they are known. */
  lines?: number;
  /** Entries that are in it, of those there are more. */
  kept?: number;
}

export interface CapsuleManifest {
  format: typeof capsuleFormat;
  job: { uid: string; workspace: string; experiment: string; name: string };
  /** Server's ms when it was made, and for whom. */
  at: number;
  by: string;
  server: string;
  /** The job went on when it was made. */
  going: boolean;
  parts: CapsulePart[];
  streams: CapsuleStream[];
  left: CapsuleLeft[];
  /** SHA-256 of all of the document before the manifest, from `<html` on. */
  whole: string;
}

const partOpen = (at: number): string => `<script type="application/octet-stream" data-part="${at}">`;
const manifestOpen = '<script type="application/json" id="manifest">';
const close = '</script>';

/** A program or a style sheet that can stand in its element: what would end it is written differently, which means the same in a string. */
export const embeddable = (code: string): string => code.replace(/<(?=\/(?:script|style)|!--|script)/gi, '\\x3c');

/** What stands before the element, so that a parsed document gives the same text again: no space where a browser would move it. */
export const doctype = '<!doctype html>';

/** The document up to its first part. Hashes are base64, of the style sheet and the program as they stand in it. */
export function capsuleOpening(of: { title: string; style: string; styleHash: string; scriptHash: string }): string {
  const policy = [
    "default-src 'none'",
    `script-src 'sha256-${of.scriptHash}'`,
    `style-src 'sha256-${of.styleHash}'`,
    'img-src data:',
    'font-src data:',
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  return (
    `<html lang="en"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${policy}">` +
    '<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="referrer" content="no-referrer">' +
    `<title>${escapeTitle(of.title)}</title><style>${of.style}</style></head><body><div id="root"></div>` +
    '<p id="unopened">This capsule cannot show itself: its viewer was changed, or the browser runs no script of a file. What it holds is in this file as gzip in base64.</p>'
  );
}

/** As a parsed title gives it again; quotes stay as they are. */
const escapeTitle = (title: string): string =>
  title
    .replace(/[\p{Cc}\u00a0]/gu, ' ')
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;');

/** `base64` holds no character that could end the element. */
export const partElement = (at: number, base64: string): string => `${partOpen(at)}${base64}${close}`;

/** The manifest's text: one line of JSON in which nothing can end the element. Its own SHA-256 stands in the line below it. */
export const manifestText = (manifest: CapsuleManifest): string => JSON.stringify(manifest).replaceAll('<', '\\u003c');

export const manifestElement = (text: string, sha256: string): string => `${manifestOpen}${text}\n${sha256}${close}`;

export const capsuleEnd = (script: string): string => `<script>${script}</script></body></html>`;

/** A capsule as text: its manifest, what seals it, and its parts. */
export interface ReadCapsule {
  manifest: CapsuleManifest;
  /** The manifest's text, and what its SHA-256 should be. */
  text: string;
  seal: string;
  /** What {@link CapsuleManifest.whole} is the hash of. */
  before: string;
  /** The text of a part's element; undefined where it is missing. */
  part(at: number): string | undefined;
}

/** Reads a capsule from its document's text (with or without doctype); undefined when it is none. */
export function readCapsule(document: string): ReadCapsule | undefined {
  const opens = document.lastIndexOf(manifestOpen);
  const begins = document.indexOf('<html');
  if (opens === -1 || begins === -1) return undefined;
  const closes = document.indexOf(close, opens);
  const [text = '', seal = ''] = document.slice(opens + manifestOpen.length, closes).split('\n');
  const manifest = manifestOf(text);
  if (manifest === undefined) return undefined;
  return {
    manifest,
    text,
    seal,
    before: document.slice(begins, opens),
    part(at) {
      const from = document.indexOf(partOpen(at));
      if (from === -1 || from > opens) return undefined;
      return document.slice(from + partOpen(at).length, document.indexOf(close, from));
    },
  };
}

/** What a manifest's text says; undefined where it is none that this version can read. */
export function manifestOf(text: string): CapsuleManifest | undefined {
  try {
    const read = JSON.parse(text) as CapsuleManifest;
    return read.format === capsuleFormat && Array.isArray(read.parts) ? read : undefined;
  } catch {
    return undefined;
  }
}
