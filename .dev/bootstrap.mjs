/** `node .dev/bootstrap.mjs [APP…]`: installs and builds what is stale. `npm start` calls it, then becomes the server. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { bundledApps, ensureBuilt } from './build.mjs';
import { ensureSiteBuilt, sites } from './build-site.mjs';
import { ensureInstalled, root } from './install.mjs';

const [major] = process.versions.node.split('.').map(Number);
try {
  if (major < 20) throw new Error(`Node 20 or later is needed to start; this is ${process.version}`);
  ensureInstalled();
  // The BFF starts agents, so every bundle is built; the apps named must be there afterwards.
  for (const app of bundledApps()) await ensureBuilt(app);
  for (const site of sites()) ensureSiteBuilt(site);
  for (const app of process.argv.slice(2)) {
    if (!existsSync(join(root, app, 'dist', 'main.js'))) throw new Error(`${app} has no src/main.ts to start yet`);
  }
} catch (error) {
  console.error(`trainyard: ${error.message}`);
  process.exit(1);
}
