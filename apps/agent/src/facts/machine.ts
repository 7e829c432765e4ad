import { readFileSync } from 'node:fs';
import { availableParallelism, hostname, release, type } from 'node:os';

/** Entries of the auxiliary vector (getauxval(3)). */
const pageSizeTag = 6;
const clockTicksTag = 17;

/** Units in which the kernel counts for us: page size differs on arm64, so that both are read, not assumed. */
export function kernelUnits(): { pageBytes: number; ticksPerSecond: number } {
  const units = { pageBytes: 4096, ticksPerSecond: 100 };
  const bytes = readFileSync('/proc/self/auxv');
  for (let at = 0; at + 16 <= bytes.length; at += 16) {
    const tag = Number(bytes.readBigUInt64LE(at));
    const value = Number(bytes.readBigUInt64LE(at + 8));
    if (tag === pageSizeTag) units.pageBytes = value;
    if (tag === clockTicksTag) units.ticksPerSecond = value;
  }
  return units;
}

/** Processors that the agent may use, the machine's name, and its system in words. */
export function describeMachine(): { vcpus: number; hostname: string; os: string } {
  return { vcpus: availableParallelism(), hostname: hostname().slice(0, 256), os: system().slice(0, 256) };
}

function system(): string {
  const kernel = `${type()} ${release()}`;
  try {
    const name = /^PRETTY_NAME="?([^"\n]*)"?$/m.exec(readFileSync('/etc/os-release', 'utf8'))?.[1];
    return name ? `${name}, ${kernel}` : kernel;
  } catch {
    return kernel;
  }
}
