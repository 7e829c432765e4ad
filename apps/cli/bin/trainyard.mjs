#!/usr/bin/env node
/** Launcher of the `trainyard` command: any Node from 20 up; rebuilds the bundle when stale, runs it on the pinned Node. */
import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { fileURLToPath } from 'node:url';
import { ensureBuilt } from '../../../.dev/build.mjs';
import { ensureInstalled, pinnedNode } from '../../../.dev/install.mjs';

try {
  ensureInstalled();
  await ensureBuilt('apps/cli');
} catch (error) {
  console.error(`trainyard: ${error.message}`);
  process.exit(1);
}

const main = fileURLToPath(new URL('../dist/main.js', import.meta.url));
const args = ['--enable-source-maps', main, ...process.argv.slice(2)];
if (process.execve) process.execve(pinnedNode, [pinnedNode, ...args], process.env);
const child = spawn(pinnedNode, args, { stdio: 'inherit' });
// A terminal sends SIGINT to the child as well; the others are passed on by hand.
process.on('SIGINT', () => {});
for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
child.on('exit', (code, signal) => {
  process.exitCode = signal ? 128 + constants.signals[signal] : code;
});
