import { readFileSync, readlinkSync } from 'node:fs';
import type { Enterable, Entry } from '../executors/enter.ts';
import { lives, type ProcessId } from '../executors/proc.ts';
import { quote } from '../executors/wrapper.ts';
import type { Variables } from '../tasks/variables.ts';

/** A container that a process of this machine keeps. */
export interface ContainerPlace {
  nsenter: string;
  /** Its first process. */
  process: ProcessId;
  /** The shell that it has for shell lines. */
  shell: string;
  /** GPUs by their numbers inside, at the place of their number on the machine; null: they have the machine's. */
  gpuIds: readonly number[] | null;
  /** Thrown when it is gone. */
  lost(): Error;
}

/** Variables that the machine's own nsenter would obey: they are for programs of the image, and set once those are all there is. */
const forLoader = /^(?:LD_|GLIBC_TUNABLES$)/;
const gpuVariables = ['CUDA_VISIBLE_DEVICES', 'NVIDIA_VISIBLE_DEVICES', 'HIP_VISIBLE_DEVICES'];

/**
 * Into a container by its name spaces, not by its engine: what is started is a child of its starter with a number of the machine, in the
 * agent's own control group, and outlives a restart of the engine. The image needs /bin/sh.
 */
export function enterContainer(place: ContainerPlace): Entry {
  const { nsenter, process: first, shell, gpuIds } = place;
  return {
    shell,
    seesMachine: false,
    enter({ argv, env, cwd }: Enterable): Enterable {
      if (!lives(first)) throw place.lost();
      const entries = Object.entries(env);
      const exports = entries
        .filter(([name]) => forLoader.test(name))
        .map(([name, value]) => `export ${name}=${quote(value)}; `)
        .join('');
      const kept = Object.fromEntries(entries.filter(([name]) => !forLoader.test(name)));
      const words = [nsenter, `--target=${first.pid}`, ...userWords(first.pid), '--mount', '--ipc', '--root', '--'];
      const begin = `${exports}cd -- "$1" || exit 126; shift; exec "$@"`;
      return {
        argv: [...words, '/bin/sh', '-c', begin, 'sh', cwd, ...argv],
        env: gpuIds === null ? kept : renumbered(kept, gpuIds),
        cwd: '/',
      };
    },
  };
}

/** A container of an engine without root has users of its own, whose root is this agent's user. */
function userWords(pid: number): string[] {
  const own = readlinkSync('/proc/self/ns/user');
  return readlinkSync(`/proc/${pid}/ns/user`) === own ? [] : ['--user', '--preserve-credentials'];
}

/** A container that has only the GPUs of its task numbers them from 0, in the machine's order. Pure. */
export function renumbered(env: Variables, gpuIds: readonly number[]): Variables {
  const order = [...gpuIds].sort((a, b) => a - b);
  const result = { ...env };
  for (const name of gpuVariables) {
    const ids = (env[name] ?? '').split(',').filter((id) => id !== '');
    result[name] = ids.map((id) => order.indexOf(Number(id))).join(',');
  }
  return result;
}

/** What engines and images give every process of a container, as its first one has it. */
export function imageEnvironment(pid: number): Variables {
  const words = readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0');
  const pairs = words
    .filter((word) => word.includes('='))
    .map((word): [string, string] => {
      const at = word.indexOf('=');
      return [word.slice(0, at), word.slice(at + 1)];
    });
  // The host name is the node's, and a terminal is there only for who brings one.
  return Object.fromEntries(pairs.filter(([name]) => !['HOSTNAME', 'TERM', 'PWD', 'SHLVL', '_'].includes(name)));
}

const plainPath = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/** A task's variables over the image's. PATH, HOME and LANG are the image's: the machine's name what is not there. Pure. */
export function overImage(system: Variables, image: Variables): Variables {
  const { PATH: _path, HOME: _home, LANG: _lang, ...ours } = system;
  return { PATH: plainPath, HOME: '/root', LANG: 'C.UTF-8', ...image, ...ours };
}
