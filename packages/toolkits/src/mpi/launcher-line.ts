import { noMpi } from '@trainyard/contracts/toolkit-words';
import { literal } from '../shell-words.ts';

/**
 * The line that starts `ranks` ranks of a shell line with the MPI of the node, on the hosts of AZ_BATCHAI_MPI_HOST_FILE, whose slots
 * are the ranks of each. Every rank goes through TRAINYARD_RANK, a program of the node that it starts on: it makes the rank a
 * process of the task, with its own streams, and runs what it is given in the task's environment.
 *
 * Open MPI is told apart by what it says of itself; any other mpirun is Hydra's, of MPICH and of Intel MPI, whose file of hosts is
 * written differently. Ranks are not bound to processors: nodes may share a machine. Hydra would give each rank the variables of
 * this node over those of its own.
 */
export function launcherLine(ranks: number, line: string): string {
  return `shell=bash; command -v bash >/dev/null || shell=sh
set -- $shell -c 'exec "$TRAINYARD_RANK" "$@"' rank $shell -c ${literal(line)}
if mpirun --version 2>/dev/null | grep -q 'Open MPI'; then
  mpirun --allow-run-as-root --bind-to none --map-by slot --hostfile "$AZ_BATCHAI_MPI_HOST_FILE" -np ${ranks} "$@"
elif hydra=$(command -v mpiexec.hydra || command -v mpiexec); then
  sed 's/ slots=\\([0-9]*\\).*/:\\1/' "$AZ_BATCHAI_MPI_HOST_FILE" >"$AZ_BATCHAI_JOB_TEMP/machinefile"
  "$hydra" -genvnone -machinefile "$AZ_BATCHAI_JOB_TEMP/machinefile" -n ${ranks} "$@"
else
  echo '${noMpi}' >&2
  exit 127
fi`;
}
