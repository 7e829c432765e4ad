import { join } from 'node:path';
import { registryOf } from '@trainyard/contracts/image-reference';
import {
  type ContainerSpec,
  type Credentials,
  type Engine,
  EngineFault,
  type ImageFound,
  type PullProgress,
} from './engine.ts';
import { nodeLabel } from './marks.ts';
import { lastWords, type Ran, runProgram } from './program.ts';
import { createPullReader, readPullFault } from './pull-words.ts';
import { runWords } from './run-words.ts';
import { signedIn } from './sign-in.ts';

export interface CliOptions {
  kind: 'docker' | 'podman';
  /** Whole path of the program. */
  program: string;
  version: string;
  store: string;
  env: Record<string, string>;
  /** Directory of the agent's own for sign-ins. */
  directory: string;
}

/** A daemon that is asked for more than it can do at once answers late, one that hangs never. */
const answerMs = 30_000;
/** The start of a container copies the image's files with some storage drivers. */
const startMs = 300_000;
/** Nobody waits longer for a pull: the caller's own limit comes first. */
const pullMs = 2 ** 31 - 1;

const nothingThere = /no such (?:container|image|object)|no container with name|image not known|unable to find image/i;
const noShell = /exec.*(?:no such file or directory|not found)|executable file .* not found/i;
const otherMachine = /exec format error/i;

/** Docker or Podman by its command, which the two have in common. */
export class CliEngine implements Engine {
  readonly kind: 'docker' | 'podman';
  readonly version: string;
  readonly store: string;
  readonly renumbersGpus = true;
  readonly #options: CliOptions;

  constructor(options: CliOptions) {
    this.#options = options;
    this.kind = options.kind;
    this.version = options.version;
    this.store = options.store;
  }

  cannot(): string[] {
    return [];
  }

  async findImage(reference: string): Promise<ImageFound | undefined> {
    const ran = await this.#run(['image', 'inspect', imageFormat, reference]);
    if (ran.code !== 0) return this.#noneOr(ran);
    const [id = '', bytes, ...digests] = ran.stdout.trim().split(' ');
    return { id, bytes: Number(bytes) || 0, fromRegistry: digests.some((digest) => isOf(digest, reference)) };
  }

  async pull(
    reference: string,
    credentials: Credentials | null,
    onProgress: (progress: PullProgress) => void,
    signal: AbortSignal,
  ): Promise<void> {
    const { program, directory, env, kind } = this.#options;
    const read = createPullReader();
    const onLine = (line: string): void => {
      const progress = read(line);
      if (progress) onProgress(progress);
    };
    const ran = await signedIn(directory, reference, credentials, (config) => {
      const words = kind === 'docker' ? dockerPull(reference) : podmanPull(reference, config);
      const own = { ...env, ...(kind === 'docker' && { DOCKER_CONFIG: config }) };
      return runProgram(program, words, { env: own, timeoutMs: pullMs, signal, onLine });
    });
    if (ran.code === 0) return;
    throw new EngineFault(
      readPullFault(ran.stderr, credentials !== null),
      lastWords({ stdout: '', stderr: ran.stderr }),
    );
  }

  async removeImage(reference: string): Promise<boolean> {
    return (await this.#run(['image', 'rm', reference])).code === 0;
  }

  async run(spec: ContainerSpec): Promise<void> {
    const ran = await this.#run(runWords(this.kind, spec), startMs);
    if (ran.code === 0) return;
    await this.remove(spec.name);
    const why = lastWords(ran);
    if (otherMachine.test(ran.stderr)) throw new EngineFault('imageForOtherMachine', why);
    if (noShell.test(ran.stderr)) throw new EngineFault('imageWithoutShell', why);
    throw new EngineFault('containerFailed', why);
  }

  async find(name: string): Promise<{ pid: number | null } | undefined> {
    const ran = await this.#run(['container', 'inspect', '--format={{.State.Running}} {{.State.Pid}}', name]);
    if (ran.code !== 0) return this.#noneOr(ran);
    const [running, pid] = ran.stdout.trim().split(' ');
    return { pid: running === 'true' && Number(pid) > 0 ? Number(pid) : null };
  }

  async remove(name: string): Promise<void> {
    const ran = await this.#run(['rm', '--force', '--volumes', name]);
    if (ran.code !== 0) this.#noneOr(ran);
  }

  async list(nodeUid: string): Promise<string[]> {
    const ran = await this.#run(['ps', '--all', `--filter=label=${nodeLabel}=${nodeUid}`, '--format={{.Names}}']);
    if (ran.code !== 0) throw new Error(lastWords(ran));
    return ran.stdout.split('\n').filter((name) => name !== '');
  }

  #run(words: readonly string[], timeoutMs = answerMs): Promise<Ran> {
    return runProgram(this.#options.program, words, { env: this.#options.env, timeoutMs });
  }

  /** Nothing of that name, which is an answer; anything else is none. */
  #noneOr(ran: Ran): undefined {
    if (nothingThere.test(ran.stderr)) return undefined;
    throw new Error(lastWords(ran));
  }
}

const imageFormat = '--format={{.Id}} {{.Size}}{{range .RepoDigests}} {{.}}{{end}}';

/** Whether `NAME@DIGEST`, as an engine writes it, is of the same name as a whole reference. */
function isOf(digest: string, reference: string): boolean {
  // Where Podman keeps what was made on the machine.
  if (reference.startsWith('localhost/')) return false;
  const nameOf = (whole: string): string => whole.replace(/@.*$/, '').replace(/:[^/:]*$/, '');
  const short = (name: string): string => name.replace(/^docker\.io\/(?:library\/)?/, '');
  return short(nameOf(digest)) === short(nameOf(reference));
}

function dockerPull(reference: string): string[] {
  return ['pull', reference];
}

/** Docker takes a registry of this machine without encryption; Podman has to be told. */
function podmanPull(reference: string, config: string): string[] {
  const own = /^(?:127\.|localhost(?::|$)|\[::1\])/.test(registryOf(reference));
  return ['pull', `--authfile=${join(config, 'config.json')}`, ...(own ? ['--tls-verify=false'] : []), reference];
}
