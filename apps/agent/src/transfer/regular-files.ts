import { lstatSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

export interface FoundFile {
  /** Relative to the directory that was walked, with `/`. */
  path: string;
  file: string;
  bytes: number;
  mtimeMs: number;
}

/** 10,000 files a directory: far above any published job; 32 levels deep; paths as long as the protocol takes. */
export const walkLimits = { files: 10_000, depth: 32, pathBytes: 4_096 } as const;

/**
 * Every regular file below a directory, in order of names. Links are not followed and nothing else is taken, so a task cannot make the
 * agent ship what lies elsewhere. `skipped` counts what was left out for a limit.
 */
export function regularFiles(directory: string): { files: FoundFile[]; skipped: number } {
  const files: FoundFile[] = [];
  let skipped = 0;
  const walk = (below: string, depth: number): void => {
    for (const entry of entriesOf(join(directory, below))) {
      const path = below ? `${below}/${entry.name}` : entry.name;
      const full = files.length >= walkLimits.files || Buffer.byteLength(path) > walkLimits.pathBytes;
      if (full || depth > walkLimits.depth) skipped++;
      else if (entry.isDirectory()) walk(path, depth + 1);
      else if (entry.isFile()) {
        const file = join(directory, path);
        const stat = lstatSync(file, { throwIfNoEntry: false });
        if (stat?.isFile()) files.push({ path, file, bytes: stat.size, mtimeMs: stat.mtimeMs });
      }
    }
  };
  walk('', 1);
  return { files, skipped };
}

function entriesOf(directory: string) {
  try {
    return readdirSync(directory, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch {
    return [];
  }
}
