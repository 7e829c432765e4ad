/**
 * Builds the apps' bundles, one esbuild bundle per entry named in an app's package.json ("trainyard": {"bundle": […]}).
 * A bundle is stale when an input is newer than its build, or when the lockfile or the list of entries changed.
 */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { members, readJson, root } from './install.mjs';
import { rowsWithoutSchemas } from './rows-without-schemas.mjs';

/**
 * Native modules and programs stay outside a bundle, so the app itself must depend on those it reaches. So do the recipes: they ship the
 * files that stand beside their sources.
 */
const external = ['better-sqlite3', '@node-rs/*', '@lydell/*', '@vscode/ripgrep', '@trainyard/recipes/*'];

/** CommonJS parts inside an ES module bundle still call require. */
const banner =
  "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);";

export const bundledApps = () => members().filter((dir) => readJson(join(root, dir, 'package.json')).trainyard?.bundle);

function plan(app) {
  const pkg = readJson(join(root, app, 'package.json'));
  // An entry that is not written yet is left out; it joins as soon as the file appears.
  const entries = pkg.trainyard.bundle.filter((entry) => existsSync(join(root, app, entry)));
  const key = createHash('sha256')
    .update(JSON.stringify([pkg, entries]))
    .update(readFileSync(join(root, 'pnpm-lock.yaml')))
    .update(readFileSync(new URL(import.meta.url)))
    .update(readFileSync(new URL('rows-without-schemas.mjs', import.meta.url)))
    .digest('hex');
  return { pkg, entries, key, stampFile: join(root, app, 'dist', '.build.json') };
}

function isFresh({ key, stampFile }) {
  if (!existsSync(stampFile)) return false;
  const built = readJson(stampFile);
  if (built.key !== key) return false;
  if (!built.outputs.every((file) => existsSync(join(root, file)))) return false;
  return built.inputs.every((file) => {
    const stat = statSync(join(root, file), { throwIfNoEntry: false });
    return stat !== undefined && stat.mtimeMs < built.at;
  });
}

/** What a built app was made from, and what it consists of, relative to the root. */
export function builtFiles(app) {
  const { inputs, outputs } = readJson(join(root, app, 'dist', '.build.json'));
  const programs = outputs.filter((file) => !file.endsWith('.map'));
  return [...inputs, ...programs, '.dev/build.mjs', '.dev/rows-without-schemas.mjs'];
}

/** Builds one app when stale; answers whether it did. */
export async function ensureBuilt(app) {
  const planned = plan(app);
  if (isFresh(planned)) return false;
  const { pkg, entries, key, stampFile } = planned;
  if (entries.length === 0) return false;
  const at = Date.now();
  const { build } = await import('esbuild');
  // Sources that do not come into the bundle, but decide what does.
  const read = [];
  const { startsOften = false } = pkg.trainyard;
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: entries.map((entry) => join(app, entry)),
    outdir: join(app, 'dist'),
    bundle: true,
    // What is imported when it is needed gets a file of its own, so that a start does not pay for it.
    splitting: startsOften,
    chunkNames: 'part-[name]-[hash]',
    plugins: startsOften ? [rowsWithoutSchemas((files) => read.push(...files))] : [],
    format: 'esm',
    platform: 'node',
    target: 'node24',
    sourcemap: true,
    metafile: true,
    external,
    banner: { js: banner },
    loader: { '.sql': 'text' },
    logLevel: 'warning',
  });
  refuseUndeclaredExternals(app, pkg, metafile);
  const outputs = Object.keys(metafile.outputs);
  // Sources in node_modules are covered by the lockfile in the key.
  const inputs = [...new Set([...Object.keys(metafile.inputs), ...read])].filter(
    (file) => !file.includes('node_modules/') && !file.startsWith('('),
  );
  mkdirSync(join(root, app, 'dist'), { recursive: true });
  writeFileSync(`${stampFile}.${process.pid}`, JSON.stringify({ at, key, inputs, outputs }));
  renameSync(`${stampFile}.${process.pid}`, stampFile);
  removeOldParts(app, outputs);
  console.error(`trainyard: built ${relative(root, join(root, app))} in ${Date.now() - at} ms`);
  return true;
}

/** A command that still runs may load parts of the build before: they stay for a day. */
const partsKept = 86_400_000;

function removeOldParts(app, outputs) {
  const dist = join(app, 'dist');
  for (const name of readdirSync(join(root, dist))) {
    if (!name.startsWith('part-') || outputs.includes(join(dist, name))) continue;
    const path = join(root, dist, name);
    const { mtimeMs } = statSync(path, { throwIfNoEntry: false }) ?? {};
    if (mtimeMs < Date.now() - partsKept) rmSync(path, { force: true });
  }
}

function refuseUndeclaredExternals(app, pkg, metafile) {
  const reached = Object.values(metafile.outputs).flatMap((output) => output.imports);
  const names = reached.filter((item) => item.external && !item.path.startsWith('node:')).map((item) => item.path);
  const native = names.filter((name) => name === 'better-sqlite3' || /^@(node-rs|lydell|vscode)\//.test(name));
  const missing = [...new Set(native)].filter((name) => !pkg.dependencies?.[name]);
  if (missing.length > 0) {
    throw new Error(`${app}/package.json must list ${missing.join(', ')}: the bundle loads it from there`);
  }
}
