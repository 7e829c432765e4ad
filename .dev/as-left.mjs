/**
 * Says by one stat a file whether files are as they were left when they were last looked at closely; nothing is read but
 * the stamp. For starts that must be quick.
 */
import { readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const signOf = (path) => {
  const stat = statSync(path, { throwIfNoEntry: false });
  return stat && `${stat.mtimeMs}:${stat.size}`;
};

/** True when each file of the stamp, which are named from `root`, is as it was when the stamp was written. */
export function asLeft(root, stampFile) {
  let signs;
  try {
    signs = JSON.parse(readFileSync(stampFile, 'utf8'));
  } catch {
    return false;
  }
  return Object.entries(signs).every(([path, sign]) => signOf(join(root, path)) === sign);
}

/**
 * Writes the stamp of files that were found good by a check that began at `since` (ms). One that changed after that may
 * not be what was checked: then nothing is written, and the next start checks again.
 */
export function leave(root, stampFile, paths, since) {
  const signs = {};
  for (const path of paths) {
    const sign = signOf(join(root, path));
    if (sign === undefined || Number.parseFloat(sign) >= since) return;
    signs[path] = sign;
  }
  try {
    writeFileSync(`${stampFile}.${process.pid}`, JSON.stringify(signs));
    renameSync(`${stampFile}.${process.pid}`, stampFile);
  } catch {
    // A checkout that cannot be written to is checked each time.
  }
}
