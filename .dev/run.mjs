/** `node .dev/run.mjs bench NAME… [--OPTION…] | soak [NAME --OPTION… | FILTER…] | format`: what `npm run` offers beside start and test. */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { bundledApps, ensureBuilt } from './build.mjs';
import { ensureSiteBuilt, sites } from './build-site.mjs';
import { ensureInstalled, pinnedEnv, pinnedNode, root } from './install.mjs';

const [verb, ...args] = process.argv.slice(2);
ensureInstalled();

function run(command, list) {
  const done = spawnSync(command, list, { cwd: root, stdio: 'inherit', env: pinnedEnv() });
  if (done.status !== 0) process.exitCode = done.status ?? 1;
}

async function buildAll() {
  for (const app of bundledApps()) await ensureBuilt(app);
  for (const site of sites()) ensureSiteBuilt(site);
}

/** Programs of a folder of e2e, by name. */
function programs(folder) {
  const dir = join(root, 'e2e', folder);
  if (!existsSync(dir)) return [];
  return readdirSync(dir)
    .filter((file) => file.endsWith('.ts'))
    .map((file) => file.slice(0, -3));
}

if (verb === 'format') {
  run(join(root, 'node_modules', '.bin', 'biome'), ['check', '--write', ...args]);
} else if (verb === 'soak' && programs('soak').includes(args[0])) {
  // A soak that is a program of its own runs from source: it needs no bundle.
  run(pinnedNode, [join('e2e', 'soak', `${args[0]}.ts`), ...args.slice(1)]);
} else if (verb === 'soak') {
  await buildAll();
  run(pinnedNode, [
    'node_modules/vitest/vitest.mjs',
    'run',
    '--config',
    '.dev/vitest.config.mjs',
    '--project',
    'soak',
    ...args,
  ]);
} else if (verb === 'bench') {
  const known = programs('bench');
  const names = args.filter((word) => !word.startsWith('--'));
  const options = args.filter((word) => word.startsWith('--'));
  const wrong = names.filter((name) => !known.includes(name));
  if (names.length === 0 || wrong.length > 0) {
    const what = wrong.length > 0 ? `no benchmark ${wrong.join(', ')}; ` : '';
    console.error(`${what}usage: npm run bench NAME…; there are: ${known.join(', ') || 'none yet'}`);
    process.exit(2);
  }
  await buildAll();
  for (const name of names) run(pinnedNode, ['--expose-gc', join('e2e', 'bench', `${name}.ts`), ...options]);
} else {
  console.error('usage: node .dev/run.mjs bench NAME… | soak [FILTER…] | format');
  process.exitCode = 2;
}
