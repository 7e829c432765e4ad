import { statfsSync } from 'node:fs';
import { type FactFiles, readProcFile } from './proc-file.ts';
import { createRate } from './rate.ts';

export interface DiskSample {
  read: number | null;
  write: number | null;
  free: number | null;
}

/** The kernel counts in sectors of 512 bytes whatever the device's own are (Documentation/admin-guide/iostats.rst). */
const sectorBytes = 512;
/** Not disks, or made of disks that are counted already. */
const stacked = /^(loop|ram|zram|sr|fd|dm-|md|nbd0p)/;

/** Bytes per second over all disks of the machine, and bytes free for the agent where `directory` is. */
export function createDisk(files: FactFiles, directory: string): (monotonicMs: number) => DiskSample {
  const read = createRate();
  const write = createRate();
  return (at) => {
    const counters = parseDiskstats(readProcFile(`${files.proc}/diskstats`));
    return {
      read: read.next(counters?.read, at),
      write: write.next(counters?.written, at),
      free: freeBytes(directory),
    };
  };
}

export function parseDiskstats(text: string | undefined): { read: number; written: number } | undefined {
  if (text === undefined) return undefined;
  const rows = text
    .split('\n')
    .map((line) => line.trim().split(/ +/))
    .filter((row) => row.length >= 10 && !stacked.test(row[2] as string));
  const names = new Set(rows.map((row) => row[2] as string));
  const sum = { read: 0, written: 0 };
  for (const row of rows) {
    if (isPartition(row[2] as string, names)) continue;
    sum.read += Number(row[5]) * sectorBytes;
    sum.written += Number(row[9]) * sectorBytes;
  }
  return sum;
}

/** sda1 of sda, nvme0n1p2 of nvme0n1: its bytes are counted with the disk. Clouds have xvda1 without an xvda: that is a disk. */
function isPartition(name: string, names: ReadonlySet<string>): boolean {
  const disk = /^(.*?\D)\d+$/.exec(name)?.[1] ?? '';
  return names.has(disk) || (disk.endsWith('p') && names.has(disk.slice(0, -1)));
}

function freeBytes(directory: string): number | null {
  try {
    const { bavail, bsize } = statfsSync(directory);
    return bavail * bsize;
  } catch {
    return null;
  }
}
