import { readFile, stat, statfs, writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { readMounts } from '@trainyard/runtime/node/mount-table';
import type { FileServerLayout } from './layout.ts';
import { mountAt } from './shown-elsewhere.ts';

/** Kept free on the machine's disk: what may be written between two looks. A small disk keeps a twentieth of itself. */
const keptBytes = 1024 ** 3;
const keptShare = 0.05;

/**
 * A disk takes room as it fills, so the machine's disk can be full before it is. The kernel would tell writers nothing then: their data
 * would be lost when it is written out. Blocks of the disk that the machine has no room for are therefore kept back from writers, who
 * get a plain "no space left on device" in time. Where the kernel lets nobody set that, as in some containers, nothing is kept back.
 */
export async function keepBackWhatIsNotThere(layout: FileServerLayout): Promise<void> {
  const source = mountAt(readMounts(), layout.disk)?.source;
  if (!source) return;
  const setting = `/sys/fs/ext4/${basename(source)}/reserved_clusters`;
  const [disk, machine, image] = await Promise.all([statfs(layout.disk), statfs(layout.home), stat(layout.image)]);
  const wanted = blocksToKeep({
    blockBytes: disk.bsize,
    blocks: disk.blocks,
    freeBlocks: disk.bfree,
    imageBytes: image.blocks * 512,
    machineFreeBytes: machine.bavail * machine.bsize,
    machineBytes: machine.blocks * machine.bsize,
  });
  try {
    if (Number(await readFile(setting, 'utf8')) !== wanted) await writeFile(setting, String(wanted));
  } catch {
    // Read-only, or not this kernel's: then the disk's own limit is the only one.
  }
}

/** Ext4's own default: what it needs to write out what it promised. */
const leastBlocks = 4_096;
const leastShare = 0.02;

/** How many blocks of a disk to keep back, so that it never takes more than its machine has. */
export function blocksToKeep(of: {
  blockBytes: number;
  blocks: number;
  freeBlocks: number;
  /** What the image takes of the machine's disk now. */
  imageBytes: number;
  machineFreeBytes: number;
  machineBytes: number;
}): number {
  const least = Math.min(leastBlocks, Math.floor(of.blocks * leastShare));
  const promised = Math.max(0, (of.blocks - of.freeBlocks) * of.blockBytes - of.imageBytes);
  const kept = Math.min(keptBytes, of.machineBytes * keptShare);
  const room = Math.max(0, of.machineFreeBytes - kept - promised);
  const missing = of.freeBlocks - Math.floor(room / of.blockBytes);
  return Math.max(least, Math.min(missing, of.freeBlocks));
}
