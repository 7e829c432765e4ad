import fc from 'fast-check';
import { expect, test } from 'vitest';
import { customMpi } from '../custom-mpi/launch.ts';
import { hostsFor } from '../testing/hosts.ts';
import { processWith, variablesOf } from '../testing/launched.ts';
import { launchByMpi } from './launch.ts';
import { launcherLine } from './launcher-line.ts';

const hosts = (gpus: number[]) => hostsFor(customMpi, { commandLine: 'true' }, gpus);

test('three ranks on two nodes, golden: a launcher on the master, and what it starts on each node', () => {
  const line = "echo 'rank' $OMPI_COMM_WORLD_RANK";
  const rank = (at: number, localRank: number) =>
    processWith({
      role: 'rank',
      rank: at,
      localRank,
      command: { shell: line },
      exitRule: 'watched',
      startedBy: 'launcher',
    });
  const launcher = processWith({
    role: 'launcher',
    rank: 3,
    command: {
      shell: `shell=bash; command -v bash >/dev/null || shell=sh
set -- $shell -c 'exec "$TRAINYARD_RANK" "$@"' rank $shell -c 'echo '\\''rank'\\'' $OMPI_COMM_WORLD_RANK'
if mpirun --version 2>/dev/null | grep -q 'Open MPI'; then
  mpirun --allow-run-as-root --bind-to none --map-by slot --hostfile "$AZ_BATCHAI_MPI_HOST_FILE" -np 3 "$@"
elif hydra=$(command -v mpiexec.hydra || command -v mpiexec); then
  sed 's/ slots=\\([0-9]*\\).*/:\\1/' "$AZ_BATCHAI_MPI_HOST_FILE" >"$AZ_BATCHAI_JOB_TEMP/machinefile"
  "$hydra" -genvnone -machinefile "$AZ_BATCHAI_JOB_TEMP/machinefile" -n 3 "$@"
else
  echo 'neither mpirun nor mpiexec is on the PATH: install Open MPI or MPICH' >&2
  exit 127
fi`,
    },
  });
  expect(launchByMpi(hosts([4, 4]), { world: 3, line })).toEqual([[launcher, rank(0, 0), rank(1, 1)], [rank(2, 0)]]);
});

test('each rank has the variables of its place', () => {
  const launched = launchByMpi(hosts([0, 0]), {
    world: 3,
    line: 'true',
    env: ({ rank, localRank, localWorld, task }) => [
      { name: 'PLACE', value: `${rank} ${localRank}/${localWorld} ${task}` },
    ],
  });
  const ranks = launched.flat().filter(({ role }) => role === 'rank');
  expect(ranks.map((one) => variablesOf(one).PLACE)).toEqual(['0 0/2 0', '1 1/2 0', '2 0/1 1']);
});

test('every rank once, in blocks; one launcher, on the master, whose number is nobody else’s', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 12 }), fc.nat(40), (nodes, more) => {
      const world = nodes + more;
      const all = launchByMpi(hosts(Array(nodes).fill(1)), { world, line: 'true' });
      const launchers = all.map((of) => of.filter(({ startedBy }) => startedBy === 'agent').length);
      expect(launchers).toEqual([1, ...Array(nodes - 1).fill(0)]);
      const ranks = all.flat().filter(({ role }) => role === 'rank');
      expect(ranks.map(({ rank }) => rank)).toEqual(Array.from({ length: world }, (_, rank) => rank));
      expect(all[0]?.[0]).toMatchObject({
        rank: world,
        exitRule: 'required',
        command: { shell: launcherLine(world, 'true') },
      });
    }),
  );
});
