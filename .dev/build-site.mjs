/**
 * Builds the portal with Vite ("trainyard": {"site": true} in its package.json) into its `dist`, each file also compressed, so that
 * the server only sends bytes. Stale when any source it can reach differs in size or time, or when the lockfile changed.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { members, pinnedEnv, pinnedNode, readJson, root } from './install.mjs';

export const sites = () => members().filter((dir) => readJson(join(root, dir, 'package.json')).trainyard?.site);

const skipped = new Set(['node_modules', 'dist', 'testing', 'migrations']);
const isSource = (name) =>
  /\.(tsx?|css|html|svg|json|woff2|webmanifest)$/.test(name) && !/\.(test|soak)\.tsx?$/.test(name);

function* sources(dir) {
  for (const entry of readdirSync(dir, { withFileTypes: true })) {
    const path = join(dir, entry.name);
    if (entry.isDirectory()) {
      if (!skipped.has(entry.name)) yield* sources(path);
    } else if (isSource(entry.name)) yield path;
  }
}

/** Our packages that a site may import, each with those that it may import in turn. */
function reached(dir, found = new Set()) {
  if (found.has(dir)) return found;
  found.add(dir);
  for (const name of Object.keys(readJson(join(root, dir, 'package.json')).dependencies ?? {})) {
    const ours = /^@trainyard\/(.+)$/.exec(name)?.[1];
    if (ours !== undefined) reached(`packages/${ours}`, found);
  }
  return found;
}

function keyOf(site) {
  const hash = createHash('sha256').update(readFileSync(join(root, 'pnpm-lock.yaml')));
  hash.update(readFileSync(new URL(import.meta.url)));
  for (const dir of [...reached(site)].sort()) {
    for (const path of [...sources(join(root, dir))].sort()) {
      const { size, mtimeMs } = statSync(path);
      hash.update(`${relative(root, path)}\0${size}\0${mtimeMs}\n`);
    }
  }
  return hash.digest('hex');
}

/** Text shrinks to a quarter; what is compressed already (fonts, pictures) is left as it is. */
function compress(dir) {
  for (const entry of readdirSync(dir, { withFileTypes: true, recursive: true })) {
    if (!entry.isFile() || !/\.(js|css|svg|webmanifest)$/.test(entry.name)) continue;
    const path = join(entry.parentPath, entry.name);
    const bytes = readFileSync(path);
    writeFileSync(`${path}.gz`, gzipSync(bytes, { level: 9 }));
    const params = { [constants.BROTLI_PARAM_QUALITY]: 9, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length };
    writeFileSync(`${path}.br`, brotliCompressSync(bytes, { params }));
  }
}

/** Builds a site when stale; answers whether it did. The old build stays in place until the new one is whole. */
export function ensureSiteBuilt(site) {
  const dist = join(root, site, 'dist');
  const stamp = join(dist, '.build.json');
  const key = keyOf(site);
  if (existsSync(stamp) && readJson(stamp).key === key) return false;
  const from = Date.now();
  const fresh = join(root, site, `.dist-${process.pid}`);
  const build = (...args) => {
    const vite = join(root, site, 'node_modules/vite/bin/vite.js');
    const done = spawnSync(pinnedNode, [vite, 'build', '--logLevel', 'warn', ...args], {
      cwd: join(root, site),
      stdio: ['ignore', 2, 2],
      env: pinnedEnv({ NODE_ENV: 'production' }),
    });
    if (done.status === 0) return;
    rmSync(fresh, { recursive: true, force: true });
    throw new Error(`${site} was not built (${done.signal ?? `exit ${done.status}`})`);
  };
  build('--outDir', fresh, '--emptyOutDir');
  compress(fresh);
  // What stands by itself, a file of its own that the server puts into others: it is sent inside of them, never alone.
  const alone = join(root, site, 'vite.capsule.config.ts');
  if (existsSync(alone)) build('--config', alone, '--outDir', join(fresh, 'capsule'));
  mkdirSync(fresh, { recursive: true });
  writeFileSync(join(fresh, '.build.json'), JSON.stringify({ key, at: from }));
  rmSync(dist, { recursive: true, force: true });
  renameSync(fresh, dist);
  console.error(`trainyard: built ${site} in ${Date.now() - from} ms`);
  return true;
}
