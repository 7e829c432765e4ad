import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { launcherLine } from '@trainyard/toolkits/mpi/launcher-line';
import { afterAll, expect, test } from 'vitest';

/** The launcher's line in a real shell, with stand-ins for each kind of MPI that a node may have. */
const scratch = mkdtempSync(join(tmpdir(), 'trainyard-launcher-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

/** A directory with nothing on the PATH but a shell, what the line itself uses, and these programs. */
function nodeWith(programs: Record<string, string>): string {
  const home = mkdtempSync(join(scratch, 'node-'));
  const bin = join(home, 'bin');
  mkdirSync(bin);
  for (const name of ['sh', 'bash', 'grep', 'sed', 'cat']) symlinkSync(join('/bin', name), join(bin, name));
  for (const [name, text] of Object.entries(programs)) writeFileSync(join(bin, name), text, { mode: 0o755 });
  writeFileSync(join(home, 'hostfile'), '10.0.0.4 slots=2 max_slots=2\n10.0.0.5 slots=1 max_slots=1\n');
  return home;
}

function launch(home: string, line: string) {
  const env = { PATH: join(home, 'bin'), AZ_BATCHAI_JOB_TEMP: home, AZ_BATCHAI_MPI_HOST_FILE: join(home, 'hostfile') };
  const done = spawnSync('/bin/bash', ['-c', launcherLine(3, line)], { env, encoding: 'utf8' });
  return { code: done.status, words: done.stdout.split('\n').slice(0, -1), said: done.stderr };
}

const printsWords = `printf '%s\\n' "$@"`;
const openMpi = `#!/bin/sh\n[ "$1" = --version ] && { echo 'mpirun (Open MPI) 4.1.4'; exit; }\n${printsWords}\n`;
const hydra = `#!/bin/sh\n[ "$1" = --version ] && { echo 'HYDRA build details:'; exit; }\n${printsWords}\n`;
const rank = ['bash', '-c', 'exec "$TRAINYARD_RANK" "$@"', 'rank', 'bash', '-c'];

test('Open MPI is called with its file of hosts', () => {
  const home = nodeWith({ mpirun: openMpi, 'mpiexec.hydra': hydra });
  const { words } = launch(home, `echo "it's" $RANK`);
  const options = ['--allow-run-as-root', '--bind-to', 'none', '--map-by', 'slot'];
  expect(words).toEqual([...options, '--hostfile', join(home, 'hostfile'), '-np', '3', ...rank, `echo "it's" $RANK`]);
});

test.each(['mpiexec.hydra', 'mpiexec'])('Hydra is called as %s, with a file of hosts as it reads them', (name) => {
  const home = nodeWith({ mpirun: hydra, [name]: hydra });
  const { words } = launch(home, 'train');
  const file = join(home, 'machinefile');
  expect(words).toEqual(['-genvnone', '-machinefile', file, '-n', '3', ...rank, 'train']);
  expect(readFileSync(file, 'utf8')).toBe('10.0.0.4:2\n10.0.0.5:1\n');
});

test('without MPI it says what to install, as a command that is not found', () => {
  const { code, said } = launch(nodeWith({}), 'train');
  expect(code).toBe(127);
  expect(said).toContain('install Open MPI or MPICH');
});

test('the exit code of MPI is the launcher’s', () => {
  const mpirun = openMpi.replace(printsWords, 'exit 3');
  expect(launch(nodeWith({ mpirun }), 'train').code).toBe(3);
});

test('where there is no bash, ranks have the shell that there is', () => {
  const home = nodeWith({ mpirun: openMpi });
  rmSync(join(home, 'bin', 'bash'));
  expect(launch(home, 'train').words.slice(-7)).toEqual(['sh', '-c', ...rank.slice(2, 4), 'sh', '-c', 'train']);
});

test('a rank runs its line through the program of its node', () => {
  const rankProgram = `#!/bin/sh\nprintf 'through the agent: '\nexec "$@"\n`;
  const mpirun = `#!/bin/sh\n[ "$1" = --version ] && { echo 'Open MPI'; exit; }\nshift 9\nexport RANK=0 TRAINYARD_RANK=rank-program\nexec "$@"\n`;
  const home = nodeWith({ mpirun, 'rank-program': rankProgram });
  expect(launch(home, `echo 'rank' "$RANK  of" 3`).words).toEqual(['through the agent: rank 0  of 3']);
});
