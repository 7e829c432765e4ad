import { fileURLToPath } from 'node:url';

/** Where the built portal lies: in the app beside ours, whether we run from the source or from the bundle. */
export function portalDirectory(base: string): string {
  return fileURLToPath(new URL('../../portal/dist/', base));
}
