/** Which program runs containers. */
export type EngineKind = 'docker' | 'podman' | 'apptainer';

/** A directory or file of the node that the container has at a path of its own. */
export interface Bind {
  source: string;
  target: string;
  readOnly?: true;
  /** What is mounted below it later is to be seen inside as well. */
  follows?: true;
}

/** A container that does nothing but keep its file system, which the task's processes then enter. */
export interface ContainerSpec {
  /** Of this container alone; see marks.ts. */
  name: string;
  nodeUid: string;
  fence: string;
  /** Whole reference of an image that is on the node. */
  image: string;
  binds: readonly Bind[];
  /** As `--shm-size` takes it; null: the engine's default. */
  shmSize: string | null;
  /** Indices of the machine's NVIDIA GPUs that it gets; null: none are real. */
  gpuIds: readonly number[] | null;
  /** A pipe that nobody writes to, at a path that is bound: reading it is how the container waits for its end. */
  hold: string;
}

/** User name and password of a registry. */
export interface Credentials {
  username: string;
  password: string;
}

/** How many layers of an image are there. */
export interface PullProgress {
  done: number;
  total: number;
}

export interface ImageFound {
  id: string;
  bytes: number;
  /** False for one that was made on the machine: no registry can be asked for it. */
  fromRegistry: boolean;
}

/** What can go wrong with an engine on purpose: a code of contracts/reasons and what the engine said. */
export type EngineFaultCode =
  | 'imageNotFound'
  | 'imageDenied'
  | 'imageNeedsCredentials'
  | 'registryUnreachable'
  | 'imagePullFailed'
  | 'imageForOtherMachine'
  | 'imageWithoutShell'
  | 'containerFailed';

export class EngineFault extends Error {
  override readonly name = 'EngineFault';
  readonly code: EngineFaultCode;

  constructor(code: EngineFaultCode, why: string) {
    super(why);
    this.code = code;
  }
}

/** A program that runs containers. Every call throws when the engine does not answer. */
export interface Engine {
  readonly kind: EngineKind;
  readonly version: string;
  /** Where it keeps images: how full that disk is decides what is kept. */
  readonly store: string;
  /** Whether GPUs in a container are numbered from 0 on again. */
  readonly renumbersGpus: boolean;
  /** What it cannot do of a container's settings, in words for the task's account. */
  cannot(spec: ContainerSpec): string[];
  findImage(reference: string): Promise<ImageFound | undefined>;
  /** Throws EngineFault; the credentials are nowhere on disk or in a command line afterwards. */
  pull(
    reference: string,
    credentials: Credentials | null,
    onProgress: (progress: PullProgress) => void,
    signal: AbortSignal,
  ): Promise<void>;
  /** Answers false when a container needs it. */
  removeImage(reference: string): Promise<boolean>;
  /** Starts a container and leaves nothing when it cannot. Throws EngineFault. */
  run(spec: ContainerSpec): Promise<void>;
  /** Process of a container as the machine numbers it; null when it does not run, undefined when there is no such container. */
  find(name: string): Promise<{ pid: number | null } | undefined>;
  /** Ends and removes; none there is no error. */
  remove(name: string): Promise<void>;
  /** Names of all containers of a node, ended ones included. */
  list(nodeUid: string): Promise<string[]>;
}
