import { closeSync, writeFileSync } from 'node:fs';
import { expand } from '@trainyard/contracts/expand';
import type { TaskPlan } from '@trainyard/contracts/task-plan';
import { openStream } from '../executors/process.ts';
import { quote, shellArguments, streamFile } from '../executors/wrapper.ts';
import { processBase, type TaskLayout } from '../tasks/layout.ts';
import { processEnvironment, type Variables } from '../tasks/variables.ts';
import { programsOf } from './programs.ts';

/** Where the libraries of MPI tell a rank its number: Open MPI, PMIx, MPICH and Intel MPI, MVAPICH. */
const rankVariables = ['OMPI_COMM_WORLD_RANK', 'PMIX_RANK', 'PMI_RANK', 'MV2_COMM_WORLD_RANK'] as const;

/** Variables of a planned process that are its own: which GPUs it sees, and what its plan names. Secrets stay out of files. */
const gpuVariables = ['CUDA_VISIBLE_DEVICES', 'NVIDIA_VISIBLE_DEVICES', 'HIP_VISIBLE_DEVICES'] as const;

/**
 * Writes the program that a launcher starts in place of each rank's command: `RANK COMMAND…`. It finds out which rank it is, and makes
 * the command a process of the task as the agent does with its own: streams, number and exit code in files, directory and
 * variables as planned. Nothing is written when no launcher starts anything on this node.
 */
export function writeRankProgram(plan: TaskPlan, layout: TaskLayout, system: Variables, shell: string): void {
  const ranks = plan.processes.flatMap((planned, index) =>
    planned.startedBy === 'launcher' ? [{ planned, index }] : [],
  );
  if (ranks.length === 0) return;
  const cases = ranks.map(({ planned, index }) => {
    const base = processBase(layout, 'run', index);
    for (const fd of ['stdout', 'stderr'] as const) closeSync(openStream(streamFile(base, fd)));
    const env = processEnvironment(
      { ...plan, env: withoutSecrets(plan.env) },
      layout,
      system,
      {},
      {
        ...planned,
        env: withoutSecrets(planned.env),
      },
    );
    const own = [...gpuVariables, ...withoutSecrets(planned.env).map(({ name }) => name)];
    const words = shellArguments(base, { argv: [] }).map(quote).join(' ');
    const cwd = planned.cwd ? expand(planned.cwd, env) : layout.work;
    return `${planned.rank})
${own.map((name) => `  export ${name}=${quote(env[name] ?? '')}`).join('\n')}
  cd ${quote(cwd)} || exit 125
  exec ${shell} ${words} "$@" >>${quote(streamFile(base, 'stdout'))} 2>>${quote(streamFile(base, 'stderr'))};;`;
  });
  const first = rankVariables.reduceRight((rest, name) => `\${${name}:-${rest}}`, '');
  writeFileSync(
    programsOf(layout).rank,
    `#!/bin/sh
case ${first} in
${cases.join('\n')}
'') echo 'trainyard: no variable of MPI says which rank this is: start it through mpirun or mpiexec' >&2
  exit 125;;
*) echo "trainyard: rank ${first} is not planned on node ${plan.names.node}: start as many ranks as the job has, in the order of its host file" >&2
  exit 125;;
esac
`,
    { mode: 0o700 },
  );
}

function withoutSecrets(env: TaskPlan['env']): { name: string; value: string }[] {
  return env.filter((one): one is { name: string; value: string } => 'value' in one);
}
