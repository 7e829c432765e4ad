import { readFileSync } from 'node:fs';
import { arch, availableParallelism, hostname, release, type } from 'node:os';
import type { MachineFound } from '@trainyard/contracts/node';
import { readProcFile } from './proc-file.ts';

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

/** What the kernel and its files tell of the machine; `proc` is where they are read. The clock is compared elsewhere. */
export function describeHost(proc: string): MachineFound {
  const booted = /^btime (\d+)$/m.exec(readProcFile(`${proc}/stat`) ?? '')?.[1];
  const driver = /^NVRM version:.*?\b(\d+\.\d+(?:\.\d+)?)\b/m.exec(
    readProcFile(`${proc}/driver/nvidia/version`) ?? '',
  )?.[1];
  return {
    bootId: (readProcFile(`${proc}/sys/kernel/random/boot_id`) ?? '').trim().slice(0, 64),
    hostname: hostname().slice(0, 256),
    kernel: `${type()} ${release()}`.slice(0, 256),
    system: distribution()?.slice(0, 256) ?? null,
    architecture: arch(),
    bootedAt: booted === undefined ? null : Number(booted) * 1_000,
    gpuDriver: driver ?? null,
    clockSkewMs: null,
  };
}

function system(): string {
  const kernel = `${type()} ${release()}`;
  const name = distribution();
  return name === undefined ? kernel : `${name}, ${kernel}`;
}

function distribution(): string | undefined {
  return /^PRETTY_NAME="?([^"\n]*)"?$/m.exec(readProcFile('/etc/os-release') ?? '')?.[1] || undefined;
}
