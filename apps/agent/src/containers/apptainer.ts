import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  closeSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { registryOf } from '@trainyard/contracts/image-reference';
import { lives, type ProcessId, statOf } from '../executors/proc.ts';
import { type ContainerSpec, type Credentials, type Engine, EngineFault } from './engine.ts';
import { lastWords, runProgram } from './program.ts';
import { readPullFault } from './pull-words.ts';

export interface ApptainerOptions {
  program: string;
  version: string;
  env: Record<string, string>;
  /** Directory of the agent's own: images and what runs are kept there, since Apptainer has no daemon that would. */
  directory: string;
}

/** A squashed image is mounted, and at worst unpacked, before its first program runs. */
const startMs = 300_000;
const lookMs = 20;
/** Nobody waits longer for a pull: the caller's own limit comes first. */
const pullMs = 2 ** 31 - 1;

/** Arguments of `apptainer exec` for a container that waits and says its number in `HOLD.pid`. */
export function execWords(spec: ContainerSpec, image: string): string[] {
  return [
    'exec',
    '--cleanenv',
    '--contain',
    '--no-home',
    '--writable-tmpfs',
    `--env=TRAINYARD_NODE=${spec.nodeUid}`,
    ...(spec.gpuIds?.length ? ['--nv'] : []),
    ...spec.binds.map(({ source, target, readOnly }) => `--bind=${source}:${target}${readOnly ? ':ro' : ''}`),
    image,
    '/bin/sh',
    '-c',
    'echo "$$" >"$0.pid"; : <"$0"',
    spec.hold,
  ];
}

/** Arguments of `apptainer pull`; credentials go by its environment. */
export function pullWords(reference: string, file: string): string[] {
  const own = /^(?:127\.|localhost(?::|$)|\[::1\])/.test(registryOf(reference));
  return ['pull', '--force', '--disable-cache', ...(own ? ['--no-https'] : []), file, `docker://${reference}`];
}

interface Running extends ProcessId {
  nodeUid: string;
}

/** Apptainer by its command: images are files, and a container is a process of ours. */
export function createApptainer({ program, version, env, directory }: ApptainerOptions): Engine {
  const images = join(directory, 'images');
  const running = join(directory, 'running');
  for (const path of [images, running]) mkdirSync(path, { recursive: true, mode: 0o700 });
  const imageFile = (reference: string): string =>
    join(images, `${createHash('sha256').update(reference).digest('hex')}.sif`);
  const recordFile = (name: string): string => join(running, `${name}.json`);

  function recordOf(name: string): Running | undefined {
    try {
      return JSON.parse(readFileSync(recordFile(name), 'utf8')) as Running;
    } catch {
      return undefined;
    }
  }

  async function start(spec: ContainerSpec): Promise<ProcessId> {
    rmSync(`${spec.hold}.pid`, { force: true });
    const said = openSync(`${spec.hold}.said`, 'w', 0o600);
    const child = spawn(program, execWords(spec, imageFile(spec.image)), {
      env,
      cwd: '/',
      detached: true,
      stdio: ['ignore', said, said],
    });
    closeSync(said);
    let ended = false;
    child.once('exit', () => (ended = true));
    child.once('error', () => (ended = true));
    child.unref();
    for (let waited = 0; !ended && waited < startMs; waited += lookMs) {
      const pid = Number(readOr(`${spec.hold}.pid`));
      const stat = pid > 0 ? statOf(pid) : undefined;
      if (stat) return { pid: stat.pid, startTime: stat.startTime };
      await new Promise((resolve) => setTimeout(resolve, lookMs));
    }
    if (!ended) child.kill('SIGKILL');
    const words = readOr(`${spec.hold}.said`);
    const why = lastWords({ stdout: '', stderr: words });
    if (/exec format error/i.test(words)) throw new EngineFault('imageForOtherMachine', why);
    if (/\/bin\/sh.*(?:no such file|not found)/i.test(words)) throw new EngineFault('imageWithoutShell', why);
    throw new EngineFault('containerFailed', why);
  }

  return {
    kind: 'apptainer',
    version,
    store: images,
    renumbersGpus: false,
    cannot: ({ shmSize }) =>
      shmSize === null ? [] : [`Apptainer gives containers the node's own /dev/shm: shmSize ${shmSize} is not applied`],

    async findImage(reference) {
      const stat = statSync(imageFile(reference), { throwIfNoEntry: false });
      return stat && { id: `${stat.mtimeMs}-${stat.size}`, bytes: stat.size, fromRegistry: true };
    },

    async pull(reference: string, credentials: Credentials | null, _onProgress, signal) {
      const part = `${imageFile(reference)}.part`;
      const signIn = credentials && {
        APPTAINER_DOCKER_USERNAME: credentials.username,
        APPTAINER_DOCKER_PASSWORD: credentials.password,
      };
      const own = { ...env, APPTAINER_CACHEDIR: join(directory, 'cache'), ...signIn };
      try {
        const ran = await runProgram(program, pullWords(reference, part), { env: own, timeoutMs: pullMs, signal });
        if (ran.code !== 0) {
          throw new EngineFault(
            readPullFault(ran.stderr, credentials !== null),
            lastWords({ stdout: '', stderr: ran.stderr }),
          );
        }
        renameSync(part, imageFile(reference));
      } finally {
        rmSync(part, { force: true });
      }
    },

    async removeImage(reference) {
      // A container that runs from it keeps the file until it ends.
      rmSync(imageFile(reference), { force: true });
      return true;
    },

    async run(spec) {
      const id = await start(spec);
      writeFileSync(recordFile(spec.name), JSON.stringify({ ...id, nodeUid: spec.nodeUid }), { mode: 0o600 });
    },

    async find(name) {
      const record = recordOf(name);
      return record && { pid: lives(record) ? record.pid : null };
    },

    async remove(name) {
      const record = recordOf(name);
      if (record && lives(record)) process.kill(record.pid, 'SIGKILL');
      rmSync(recordFile(name), { force: true });
    },

    async list() {
      return readdirSync(running).flatMap((file) => (file.endsWith('.json') ? [file.slice(0, -'.json'.length)] : []));
    },
  };
}

function readOr(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
