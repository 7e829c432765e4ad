import { mkdirSync } from 'node:fs';
import { forgetMerged, mergeInto } from '../tasks/merge.ts';

/** Files to make in places that may lie on a volume. */
export interface FileWork {
  directories: string[];
  /** Directory whose merged streams of earlier attempts go; null: none. */
  forget: string | null;
  merges: { to: string; from: string[]; add: boolean }[];
}

/** What could not be done, and the system's word for it. */
export interface FileFailure {
  path: string;
  code: string;
  why: string;
}

/** Does all of it that can be done. `onProgress` is called again and again while bytes move. */
export function doFileWork({ directories, forget, merges }: FileWork, onProgress: () => void): FileFailure[] {
  const failures: FileFailure[] = [];
  const attempt = (path: string, work: () => void): void => {
    try {
      work();
    } catch (error) {
      const { code = 'unknown', message } = error as NodeJS.ErrnoException;
      failures.push({ path, code, why: message });
    }
    onProgress();
  };
  for (const path of directories) attempt(path, () => mkdirSync(path, { recursive: true }));
  if (forget !== null) attempt(forget, () => forgetMerged(forget));
  for (const { to, from, add } of merges) attempt(to, () => mergeInto(to, from, add, onProgress));
  return failures;
}
