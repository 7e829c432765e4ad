import { execFile } from 'node:child_process';

/** nvidia-smi answers in under a second; on a machine whose driver hangs the server still starts. */
const answerMs = 10_000;

/** Indices of this machine's NVIDIA GPUs, which its nodes share out; none where the program is absent or fails. */
export function machineGpus(program = 'nvidia-smi'): Promise<number[]> {
  return new Promise((resolve) => {
    execFile(program, ['--query-gpu=index', '--format=csv,noheader'], { timeout: answerMs }, (error, stdout) => {
      const found = error ? [] : stdout.split('\n').filter((line) => /^\d+\s*$/.test(line));
      resolve(found.map(Number));
    });
  });
}
