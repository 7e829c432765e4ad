import { execFile } from 'node:child_process';

/** A driver without persistence mode wakes each of 16 cards for about a second. */
const patienceMs = 30_000;

/** Indices of this machine's NVIDIA GPUs, for `machineGpus`; none when the program is absent or finds none. */
export function findMachineGpus(nvidiaSmi = 'nvidia-smi'): Promise<number[]> {
  const args = ['--query-gpu=index', '--format=csv,noheader'];
  return new Promise((resolve) => {
    execFile(nvidiaSmi, args, { timeout: patienceMs, killSignal: 'SIGKILL' }, (_, stdout) => {
      // Messages such as "No devices were found" come on stdout too.
      resolve(stdout.split(/\r?\n/).flatMap((line) => (/^\d+$/.test(line.trim()) ? Number(line) : [])));
    });
  });
}
