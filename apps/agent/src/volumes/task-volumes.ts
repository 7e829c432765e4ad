import type { PlannedVolume } from '@trainyard/contracts/planned-volume';
import type { Text } from '@trainyard/contracts/texts';
import { type DrainLimits, Volume, type VolumePort } from './volume.ts';
import { newVolumeRecord, type VolumeRecord } from './volume-record.ts';

/** A helper of a cloud file system takes a processor while it starts: more at once would start none of them sooner. */
const atOnce = 4;

/** The volumes of one task, mounted and taken away together. */
export class TaskVolumes {
  readonly all: readonly Volume[];

  /** `records` belongs to the journal: those that are missing are added. */
  constructor(planned: readonly PlannedVolume[], records: VolumeRecord[], port: VolumePort) {
    this.all = planned.map((one, at) => {
      records[at] ??= newVolumeRecord(port.clock.now());
      return new Volume(one, records[at], port);
    });
  }

  /** Mounts all. Throws MountFailure of the first that fails, once nothing is under way any more; `unmount` takes away what stands. */
  async mount(signal: AbortSignal, onDone: (done: number) => void): Promise<void> {
    const failed = new AbortController();
    const either = AbortSignal.any([signal, failed.signal]);
    let done = 0;
    const failures: unknown[] = [];
    await each(this.all, async (volume) => {
      try {
        await volume.mount(either);
        onDone(++done);
      } catch (error) {
        failures.push(error);
        failed.abort(error);
      }
    });
    signal.throwIfAborted();
    if (failures.length > 0) throw failures[0];
  }

  watch(): void {
    for (const volume of this.all) volume.watch();
  }

  async close(): Promise<void> {
    await Promise.all(this.all.map((volume) => volume.close()));
  }

  /** Asks each once more whether it can be used. Takes `ms` at most. */
  async look(ms: number): Promise<void> {
    await Promise.all(this.all.map((volume) => volume.look(ms)));
  }

  /** Takes all away. Answers what could not be stored. */
  async unmount(limits: DrainLimits): Promise<Text[]> {
    const told = await Promise.all(this.all.map((volume) => volume.unmount(limits)));
    return told.filter((why) => why !== null);
  }
}

/** A few at a time, in order. */
async function each<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const left = [...items];
  const worker = async (): Promise<void> => {
    for (let item = left.shift(); item !== undefined; item = left.shift()) await work(item);
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, left.length) }, worker));
}
