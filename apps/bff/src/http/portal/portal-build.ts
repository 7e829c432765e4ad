import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** The portal as it was built: a folder with index.html, files beside it and `assets/` under hashed names. */
export interface PortalBuild {
  readonly dir: string;
  /** index.html as it lies there; undefined when the portal is not built. */
  index(): Promise<string | undefined>;
  /** What shows a capsule without a server; undefined when the portal is not built. */
  capsule(): Promise<{ script: string; style: string } | undefined>;
  /** Changes with every build; null when the portal is not built. */
  id(): Promise<string | null>;
}

/** Nothing is kept: a portal that is built again under a running server is the one that is served from then on. */
export function portalBuild(dir: string): PortalBuild {
  const fileOf = (...names: string[]): Promise<string | undefined> =>
    readFile(join(dir, ...names), 'utf8').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return undefined;
      throw error;
    });
  const index = () => fileOf('index.html');
  return {
    dir,
    index,
    async capsule() {
      const [script, style] = await Promise.all([fileOf('capsule', 'viewer.js'), fileOf('capsule', 'viewer.css')]);
      return script === undefined || style === undefined ? undefined : { script, style };
    },
    async id() {
      // index.html names every asset by its hash, so its own hash stands for all of them.
      const text = await index().catch(() => undefined);
      return text === undefined ? null : createHash('sha256').update(text).digest('hex').slice(0, 16);
    },
  };
}
