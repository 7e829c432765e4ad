import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PlannedVolume, VolumeReport } from '@trainyard/contracts/planned-volume';
import type { Text } from '@trainyard/contracts/texts';
import { MountFailure } from '@trainyard/mounts/port';
import { backoff } from '@trainyard/runtime/backoff';
import type { Clock } from '@trainyard/runtime/clock';
import type { ServerFiles } from '../transfer/server-files.ts';
import { findStrays, takeAway } from './sweep.ts';
import { Volume } from './volume.ts';
import { forgetMount, newVolumeRecord, type VolumeRecord, volumeReportOf } from './volume-record.ts';
import { mountMark, nodeOwner, type VolumeServices, volumesHome } from './volume-services.ts';

export interface NodeVolumesPort extends Pick<VolumeServices, 'mounter' | 'chance' | 'closing'> {
  nodeHome: string;
  nodeUid: string;
  /** AZ_BATCHAI_MOUNT_ROOT. */
  mountRoot: string;
  bootId: string;
  clock: Clock;
  files: Pick<ServerFiles, 'secrets'>;
  /** What is told of them changed. */
  onChange(): void;
  /** As of a volume: tasks have directories on it. */
  onRevived(volume: Volume): Promise<void>;
  note(line: string): void;
}

interface Kept {
  bootId: string;
  volumes: { planned: PlannedVolume; record: VolumeRecord }[];
}

/** A server that is not there yet, or a key that somebody mends, is asked for again in this time. */
const again = { firstMs: 2_000, mostMs: 60_000 } as const;
/** What a volume of the node may take to store what is cached: nobody writes to it any more, and the node is to go or to be changed. */
const drain = { mostMs: 600_000, failingMs: 20_000 } as const;

/** The volumes of a node: mounted before its set-up, kept over restarts of the agent, changed one by one, gone with the node. */
export class NodeVolumes {
  readonly #port: NodeVolumesPort;
  readonly #file: string;
  #all: Volume[];
  /** One change after the other. */
  #work: Promise<unknown> = Promise.resolve();

  constructor(port: NodeVolumesPort) {
    this.#port = port;
    const home = volumesHome(port.nodeHome, nodeOwner);
    mkdirSync(home, { recursive: true, mode: 0o700 });
    this.#file = join(home, 'state.json');
    const kept = readKept(this.#file);
    for (const { record } of kept.volumes) if (kept.bootId !== port.bootId) forgetMount(record);
    this.#all = kept.volumes.map(({ planned, record }) => this.#volume(planned, record));
  }

  /** Takes over what an earlier agent mounted in the same start of the machine. */
  adopt(): void {
    for (const volume of this.#all) if (volume.record.mount) volume.watch();
  }

  /**
   * Takes away what an agent left of tasks and volumes that nobody knows any more, once `before` is done. `tasks`: ids of those that are
   * there. What is wanted of the node waits for it, since it may be at the same places.
   */
  sweep(tasks: ReadonlySet<string>, before: Promise<void>, onProblem: (what: string, error: unknown) => void): void {
    const { nodeHome, nodeUid, mountRoot } = this.#port;
    const places = new Set(this.#all.map(({ path }) => path));
    const strays = findStrays({ nodeHome, nodeUid, mountRoot, tasks, places });
    if (strays.mounts.length === 0 && strays.directories.length === 0) return;
    this.#work = before
      .then(() => takeAway(strays, this.#port.mounter, onProblem))
      .catch((error: unknown) => onProblem('what was left mounted could not be taken away', error));
  }

  /** Whether exactly these are there, or on their way. */
  areAll(wanted: readonly PlannedVolume[]): boolean {
    const keys = new Set(this.#all.map(({ planned }) => JSON.stringify(planned)));
    return keys.size === wanted.length && wanted.every((planned) => keys.has(JSON.stringify(planned)));
  }

  get all(): readonly Volume[] {
    return this.#all;
  }

  get reports(): VolumeReport[] {
    return this.#all.map(({ planned, record }) => volumeReportOf(planned, record));
  }

  /**
   * Takes away what is not wanted, is wanted otherwise or cannot be used, and mounts what is missing. A volume that cannot be mounted is told by `onFailure`
   * and tried again until it can, or the signal says that something else is wanted; then its reason is thrown.
   */
  async bring(wanted: readonly PlannedVolume[], signal: AbortSignal, onFailure: (why: Text) => void): Promise<void> {
    const before = this.#work;
    const work = before.then(async () => {
      signal.throwIfAborted();
      await this.#takeAway(wanted);
      for (const planned of wanted) this.#add(planned);
      this.#save();
      await Promise.all(this.#all.map((volume) => this.#mount(volume, signal, onFailure)));
    });
    this.#work = work.catch(() => {});
    await work;
  }

  /** The node leaves: takes all away. Answers what could not be stored. */
  async leave(): Promise<Text[]> {
    await this.#work;
    const told = await Promise.all(this.#all.map((volume) => volume.unmount(drain)));
    return told.filter((why) => why !== null);
  }

  async #takeAway(wanted: readonly PlannedVolume[]): Promise<void> {
    const stays = new Set(wanted.map((planned) => JSON.stringify(planned)));
    const go = this.#all.filter(
      ({ planned, record }) => record.state === 'failing' || !stays.has(JSON.stringify(planned)),
    );
    await Promise.all(go.map((volume) => volume.unmount(drain)));
    this.#all = this.#all.filter((volume) => !go.includes(volume));
  }

  #add(planned: PlannedVolume): void {
    const key = JSON.stringify(planned);
    if (this.#all.some((volume) => JSON.stringify(volume.planned) === key)) return;
    this.#all.push(this.#volume(planned, newVolumeRecord(this.#port.clock.now())));
  }

  async #mount(volume: Volume, signal: AbortSignal, onFailure: (why: Text) => void): Promise<void> {
    for (let attempt = 0; ; attempt++) {
      try {
        await volume.mount(signal, true);
        volume.watch();
        return;
      } catch (error) {
        signal.throwIfAborted();
        if (!(error instanceof MountFailure)) throw error;
        onFailure(error.reason);
        await this.#pause(backoff(attempt, again.firstMs, again.mostMs, this.#port.chance), signal);
      }
    }
  }

  async #pause(ms: number, signal: AbortSignal): Promise<void> {
    await new Promise<void>((resolve) => {
      const cancel = this.#port.clock.setTimeout(resolve, ms);
      signal.addEventListener('abort', () => {
        cancel();
        resolve();
      });
    });
    signal.throwIfAborted();
  }

  #volume(planned: PlannedVolume, record: VolumeRecord): Volume {
    const { mounter, clock, chance, nodeHome, nodeUid, mountRoot, note, onRevived, closing } = this.#port;
    return new Volume(planned, record, {
      ...{ mounter, clock, chance, note, onRevived, closing },
      root: mountRoot,
      home: volumesHome(nodeHome, nodeOwner),
      mark: mountMark(nodeUid, nodeOwner),
      secrets: (_fresh, signal) => this.#port.files.secrets({ nodeUid }, signal),
      onChange: () => {
        this.#save();
        this.#port.onChange();
      },
    });
  }

  #save(): void {
    const kept: Kept = {
      bootId: this.#port.bootId,
      volumes: this.#all.map(({ planned, record }) => ({ planned, record })),
    };
    try {
      writeFileSync(`${this.#file}.new`, JSON.stringify(kept), { mode: 0o600 });
      renameSync(`${this.#file}.new`, this.#file);
    } catch (error) {
      // What is mounted works all the same; what stays is found by its mark.
      this.#port.note(`the volumes of the node could not be written down: ${(error as Error).message}`);
    }
  }
}

function readKept(file: string): Kept {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Kept;
  } catch {
    return { bootId: '', volumes: [] };
  }
}
