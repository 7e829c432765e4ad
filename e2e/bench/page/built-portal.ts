import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const dist = fileURLToPath(new URL('../../../apps/portal/dist/', import.meta.url));

/** What Vite writes of each chunk, as far as it is read here. */
interface Chunk {
  file: string;
  imports?: string[];
  dynamicImports?: string[];
  css?: string[];
}
type Manifest = Record<string, Chunk>;

export interface RouteSize {
  /** As the source is named: `jobs/job-page`. */
  name: string;
  /** Bytes of script and style, gzip, that the route adds to the shell: its page and its English words. */
  bytes: number;
  /** The same with the parts that it fetches by itself once it is open. */
  wholeBytes: number;
}

export interface PortalSize {
  /** Bytes of script and style, gzip, without which no page is shown; the frame's English words are part of it. */
  shell: number;
  routes: RouteSize[];
}

/** Bytes that the shell may weigh, and that a route may add to it. */
export const portalMost = { shell: 260_000, route: 60_000 };

const isOtherLanguage = (name: string): boolean => /\bfr\b/.test(name);

/** Files of some chunks, with all that they import; `later`: also what they import once they run. */
function filesOf(manifest: Manifest, roots: string[], later: boolean): Set<string> {
  const files = new Set<string>();
  const seen = new Set<string>();
  const visit = (name: string): void => {
    if (seen.has(name) || isOtherLanguage(name)) return;
    seen.add(name);
    const chunk = manifest[name];
    if (chunk === undefined) throw new Error(`the build's manifest lacks ${name}`);
    for (const file of [chunk.file, ...(chunk.css ?? [])]) files.add(file);
    for (const one of [...(chunk.imports ?? []), ...(later ? (chunk.dynamicImports ?? []) : [])]) visit(one);
  };
  roots.forEach(visit);
  return files;
}

/** The build left each file in this form beside the plain one. */
const zipped = (files: Iterable<string>): number =>
  [...files].reduce((sum, file) => sum + statSync(join(dist, `${file}.gz`)).size, 0);

/** Adds up the built files by Vite's manifest. */
export function portalSize(): PortalSize {
  const manifest = JSON.parse(readFileSync(join(dist, '.vite/manifest.json'), 'utf8')) as Manifest;
  const entry = 'index.html';
  const shell = filesOf(manifest, [entry, 'src/app/words/en.ts', 'src/ui/words/en.ts'], false);
  // What the shell may fetch later (every page, the palette) is no part of a route that imports the shell.
  const shellChunks = Object.entries(manifest).filter(([, { file }]) => shell.has(file));
  const stripped = { ...manifest, ...Object.fromEntries(shellChunks.map(([name, { file }]) => [name, { file }])) };
  const pages = Object.keys(manifest).filter((name) => /^src\/features\/.+-page\.tsx$/.test(name));
  const routes = pages.map((page) => {
    const [, feature = '', file = ''] = /^src\/features\/([^/]+)\/(.+)\.tsx$/.exec(page) ?? [];
    const roots = [page, `src/features/${feature}/words/en.ts`];
    const added = (later: boolean): number =>
      zipped([...filesOf(stripped, roots, later)].filter((one) => !shell.has(one)));
    return { name: `${feature}/${file}`, bytes: added(false), wholeBytes: added(true) };
  });
  return { shell: zipped(shell), routes };
}
