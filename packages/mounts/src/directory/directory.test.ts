import { mkdtempSync, rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mountConformance } from '../testing/conformance.ts';

mountConformance('directory', async () => {
  const path = mkdtempSync(join(tmpdir(), 'trainyard-directory-'));
  return {
    source: { kind: 'directory', path, make: true },
    secret: null,
    isServed: false,
    stored: (name) => readFile(join(path, name), 'utf8').catch(() => null),
    missing: {
      source: { kind: 'directory', path: join(path, 'none'), make: false },
      secret: null,
      code: 'volumeNotFound',
    },
    close: async () => rmSync(path, { recursive: true, force: true }),
  };
});
