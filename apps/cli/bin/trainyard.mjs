#!/bin/sh
// 2>/dev/null; self=$0; [ -L "$self" ] && self=$(readlink -f "$self"); node=${self%/*}/../../../node_modules/node/bin/node; [ -x "$node" ] || node=node; exec "$node" "$self" "$@"

/**
 * Launcher of the `trainyard` command, sh and JavaScript at once. The line above is the shell's, and a comment here: it finds the pinned
 * Node, which starts in a third of the time that an older one takes. Where there is none yet, or where this is run as
 * `node trainyard.mjs`, any Node from 20 up installs and builds what is stale, and hands over to it.
 */
import { spawn } from 'node:child_process';
import { realpathSync } from 'node:fs';
import * as module from 'node:module';
import { constants } from 'node:os';
import { fileURLToPath } from 'node:url';
import { asLeft, leave } from '../../../.dev/as-left.mjs';

const self = fileURLToPath(import.meta.url);
const root = fileURLToPath(new URL('../../..', import.meta.url));
const pinnedNode = `${root}node_modules/node/bin/node`;
const stamp = `${root}apps/cli/dist/.as-left.json`;

if (!asLeft(root, stamp)) {
  try {
    await prepare();
  } catch (error) {
    console.error(`trainyard: ${error.message}`);
    process.exit(1);
  }
}
if (process.execPath === realpathSync(pinnedNode)) {
  module.enableCompileCache(`${root}.cache/compiled`);
  await import('../dist/main.js');
} else handOver();

/** Installs and builds what is stale. */
async function prepare() {
  const since = Date.now();
  const { ensureInstalled, installedFrom } = await import('../../../.dev/install.mjs');
  const installed = ensureInstalled();
  const { builtFiles, ensureBuilt } = await import('../../../.dev/build.mjs');
  const built = await ensureBuilt('apps/cli');
  if (!installed && !built) leave(root, stamp, [...installedFrom(), ...builtFiles('apps/cli')], since);
  // The Node that runs this may just have been replaced.
  if (installed) handOver();
}

/** Runs this file again, on the pinned Node. */
function handOver() {
  const args = [self, ...process.argv.slice(2)];
  if (process.execve) process.execve(pinnedNode, [pinnedNode, ...args], process.env);
  const child = spawn(pinnedNode, args, { stdio: 'inherit' });
  // A terminal sends SIGINT to the child as well; the others are passed on by hand.
  process.on('SIGINT', () => {});
  for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('exit', (code, signal) => {
    process.exitCode = signal ? 128 + constants.signals[signal] : code;
  });
}
