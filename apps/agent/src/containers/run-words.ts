import type { Bind, ContainerSpec } from './engine.ts';
import { fenceLabel, nodeLabel } from './marks.ts';

/** Arguments of `docker run` and `podman run` for a container that waits. Same order always. */
export function runWords(kind: 'docker' | 'podman', spec: ContainerSpec): string[] {
  return [
    'run',
    '--detach',
    '--pull=never',
    `--name=${spec.name}`,
    `--label=${nodeLabel}=${spec.nodeUid}`,
    `--label=${fenceLabel}=${spec.fence}`,
    // By this the provisioner finds it when the node is to end and no agent is there.
    `--env=TRAINYARD_NODE=${spec.nodeUid}`,
    // Processes keep the machine's numbers, and /proc inside tells the same ones.
    '--pid=host',
    '--network=host',
    ...(kind === 'docker' ? ['--userns=host'] : podmanLimits),
    '--user=0:0',
    '--workdir=/',
    '--log-driver=none',
    '--restart=no',
    '--security-opt=label=disable',
    ...(spec.shmSize === null ? [] : [`--shm-size=${spec.shmSize}`]),
    ...gpuWords(kind, spec.gpuIds),
    ...spec.binds.map((bind) => `--mount=${mountWords(bind)}`),
    '--entrypoint=/bin/sh',
    spec.image,
    '-c',
    // A builtin that ends only by a signal: it needs no other program of the image.
    `: <"$0"`,
    spec.hold,
  ];
}

/**
 * Podman would raise its first process's limits, which not every agent may. It needs none; the task's own processes have the agent's.
 */
const podmanLimits = ['--ulimit=nofile=1024:1024', '--ulimit=nproc=1024:1024'];

function gpuWords(kind: 'docker' | 'podman', gpuIds: readonly number[] | null): string[] {
  if (gpuIds === null || gpuIds.length === 0) return [];
  // Docker reads the value as a row of CSV, in which a list needs quotes.
  if (kind === 'docker') return ['--gpus', `"device=${gpuIds.join(',')}"`];
  return gpuIds.map((id) => `--device=nvidia.com/gpu=${id}`);
}

/** The value of `--mount`, a row of CSV. */
function mountWords({ source, target, readOnly, follows }: Bind): string {
  const more = [...(readOnly ? ['readonly'] : []), ...(follows ? ['bind-propagation=rslave'] : [])];
  return ['type=bind', `source=${source}`, `target=${target}`, ...more].map(csv).join(',');
}

function csv(field: string): string {
  return /[",\n]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field;
}
