/**
 * A stand-in for the agent: leaves strays as jobs do and writes all pids into its home. Tests run it in its place.
 * Each stray shed more of what tells whose it is.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { findHierarchies, recordGroups } from '@trainyard/runtime/node/cgroups';

const home = process.env.TRAINYARD_NODE_HOME as string;
const task = join(home, 'tasks', 'a');
rmSync(task, { recursive: true, force: true });
mkdirSync(task, { recursive: true });
process.on('SIGTERM', () => process.exit(0));

/** Ignored signals stay ignored over exec. The shell around it ends at once, so init becomes the parent. */
function stray(name: string, script: string, env: Record<string, string>, cwd: string): number {
  const pidFile = join(task, name);
  const line = `setsid sh -c 'echo $$ > ${pidFile}.draft; mv ${pidFile}.draft ${pidFile}; trap "" TERM HUP; ${script}' &
    while [ ! -e ${pidFile} ]; do sleep 0.01; done`;
  spawnSync('/bin/sh', ['-c', line], { env: { PATH: process.env.PATH ?? '', ...env }, cwd, stdio: 'ignore' });
  return Number(readFileSync(pidFile, 'utf8'));
}

/** As an agent makes them, where rights allow. */
const groups = findHierarchies().map((hierarchy) => ({
  ...hierarchy,
  directory: join(hierarchy.directory, 'trainyard', process.env.TRAINYARD_NODE as string),
}));
for (const { directory } of groups) mkdirSync(join(directory, 'task'), { recursive: true });
recordGroups(home, groups);
const entering = groups.map(({ directory }) => `echo $$ > ${join(directory, 'task', 'cgroup.procs')};`).join(' ');

const unmarked = join(task, 'unmarked');
const strays = [
  // Its child bears no mark at all: only its session tells whose it is.
  stray(
    'forked',
    `cd /; env -i sleep 1000 < /dev/null > /dev/null 2>&1 & echo $! > ${unmarked}; wait`,
    { HOME: task },
    task,
  ),
  stray('elsewhere', 'cd /; exec sleep 1000', { HOME: task }, task),
  // Nothing but its group tells whose it is; without groups it is as the last.
  groups.length > 0
    ? stray('grouped', `${entering} cd /; exec env -i sleep 1000 < /dev/null > /dev/null 2>&1`, {}, '/')
    : stray('grouped', `exec env -i sleep 1000 > ${task}/out`, {}, '/'),
  stray('bare', `exec env -i sleep 1000 > ${task}/out`, {}, '/'),
];
// The pid file of a stray stands before its script runs.
while (!existsSync(unmarked) || readFileSync(unmarked, 'utf8') === '') await setTimeout(5);
strays.push(Number(readFileSync(unmarked, 'utf8')));
const report = join(home, 'stand-in.json');
writeFileSync(`${report}.draft`, JSON.stringify({ pid: process.pid, strays, env: process.env, argv: process.argv }));
renameSync(`${report}.draft`, report);
console.log('stand-in agent runs');
setInterval(() => {}, 1_000_000);
