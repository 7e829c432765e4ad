/** `node .dev/bootstrap.mjs [APP…]`: installs and builds what is stale. `npm start` calls it, then becomes the server. */
import { bundledApps, ensureBuilt } from './build.mjs';
import { ensureInstalled } from './install.mjs';

const [major] = process.versions.node.split('.').map(Number);
try {
  if (major < 20) throw new Error(`Node 20 or later is needed to start; this is ${process.version}`);
  ensureInstalled();
  // The BFF starts agents, so it needs every bundle; apps are named only to say which one must exist.
  for (const app of bundledApps()) await ensureBuilt(app);
} catch (error) {
  console.error(`trainyard: ${error.message}`);
  process.exit(1);
}
