import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { jobCreate } from '@trainyard/contracts/job';
import { expect, test } from 'vitest';
import { recipes } from './catalogue.ts';

test.each(recipes.map((recipe) => [recipe.name, recipe] as const))(
  '%s is a valid job and its files are there',
  async (name, recipe) => {
    const cache = await mkdtemp(join(tmpdir(), 'trainyard-recipes-'));
    try {
      const files = await recipe.files(cache);
      expect(files.filter((file) => !existsSync(file.source))).toEqual([]);
      const shipped = files.map(({ path }) => ({ path, sha256: '0'.repeat(64) }));
      const body = { ...recipe.job, name, cluster: { name: 'local' }, files: shipped };
      expect(jobCreate.safeParse(body).error?.issues).toBeUndefined();
    } finally {
      await rm(cache, { recursive: true });
    }
  },
);
