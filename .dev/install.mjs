/**
 * Installs the workspace: runs on the host's Node (20 or later) with npm only and no dependencies.
 * Nothing happens when the stamp says that the lockfile and every package.json are those of the last install.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = dirname(dirname(fileURLToPath(import.meta.url)));
const cache = join(root, '.cache');
const stampFile = join(root, 'node_modules', '.trainyard-stamp');

/** The pinned Node's own binary: no shell shim, so signals and exit codes pass straight. */
export const pinnedNode = join(root, 'node_modules', 'node', 'bin', 'node');

/** An environment in which `node` and every tool mean the pinned ones. */
export function pinnedEnv(extra = {}) {
  const path = [dirname(pinnedNode), join(root, 'node_modules', '.bin'), process.env.PATH ?? ''].join(':');
  return { ...process.env, PATH: path, ...extra };
}

/** Folders of the workspace's members, relative to the root. */
export function members() {
  const found = ['e2e'];
  for (const group of ['apps', 'packages']) {
    if (!existsSync(join(root, group))) continue;
    for (const name of readdirSync(join(root, group))) found.push(`${group}/${name}`);
  }
  return found.filter((dir) => existsSync(join(root, dir, 'package.json'))).sort();
}

export const readJson = (path) => JSON.parse(readFileSync(path, 'utf8'));

/** What decides what is installed, relative to the root. */
export const installedFrom = () => [
  'pnpm-lock.yaml',
  'pnpm-workspace.yaml',
  'package.json',
  ...members().map((dir) => `${dir}/package.json`),
];

function stamp() {
  const hash = createHash('sha256');
  for (const file of installedFrom()) {
    hash.update(`\0${file}\0`);
    hash.update(readFileSync(join(root, file)));
  }
  return hash.digest('hex');
}

function run(command, args, options = {}) {
  const done = spawnSync(command, args, { cwd: root, stdio: ['ignore', 2, 2], ...options });
  if (done.error) throw done.error;
  if (done.status !== 0) {
    throw new Error(`${command} ${args.join(' ')} failed (${done.signal ?? `exit ${done.status}`})`);
  }
}

/** Fetches the pinned pnpm with plain npm (corepack may be absent) into `.cache/` and answers its binary. */
function ensurePnpm() {
  const version = readJson(join(root, 'package.json')).packageManager.split('@')[1];
  const home = join(cache, `pnpm-${version}`);
  const bin = join(home, 'node_modules', '.bin', 'pnpm');
  if (!existsSync(bin)) {
    mkdirSync(home, { recursive: true });
    writeFileSync(join(home, 'package.json'), '{"private":true}\n');
    console.error(`trainyard: fetching pnpm ${version}`);
    const args = ['install', '--no-audit', '--no-fund', '--ignore-scripts', '--loglevel=error', `pnpm@${version}`];
    run('npm', args, { cwd: home });
  }
  return bin;
}

/** One process installs at a time; a lock whose owner is gone is taken over. */
function withLock(work) {
  mkdirSync(cache, { recursive: true });
  const lock = join(cache, 'install.lock');
  for (;;) {
    try {
      writeFileSync(lock, String(process.pid), { flag: 'wx' });
      break;
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
      if (!ownerLives(lock)) rmSync(lock, { force: true });
      else Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 200);
    }
  }
  try {
    return work();
  } finally {
    rmSync(lock, { force: true });
  }
}

function ownerLives(lock) {
  try {
    const pid = Number(readFileSync(lock, 'utf8'));
    if (!pid) return Date.now() - statSync(lock).mtimeMs < 2000;
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

const fresh = () => existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp() && existsSync(pinnedNode);

/** Installs when stale; answers whether it did. */
export function ensureInstalled() {
  if (fresh()) return false;
  return withLock(() => {
    if (fresh()) return false;
    const pnpm = ensurePnpm();
    console.error('trainyard: installing packages');
    // The user's registry settings still apply; npm's own run-script variables must not leak into pnpm.
    run(pnpm, ['install', '--frozen-lockfile', '--reporter=append-only'], {
      env: { ...process.env, CI: 'true', NODE_ENV: '' },
    });
    if (!existsSync(pinnedNode)) throw new Error('the pinned Node is missing after the install');
    writeFileSync(stampFile, stamp());
    return true;
  });
}
