import { execFile } from 'node:child_process';
import { reason } from '@trainyard/contracts/reasons';
import { findSystemProgram, systemPath } from '@trainyard/runtime/node/find-program';
import type { Obstacle } from '../notes.ts';

/** Absolute paths of what makes networks and enters them. */
export interface Programs {
  ip: string;
  nsenter: string;
  unshare: string;
  mount: string;
  hostname: string;
  sh: string;
}

/** Where each comes from on Debian and Ubuntu. */
const packages: Record<keyof Programs, string> = {
  ip: 'iproute2',
  nsenter: 'util-linux',
  unshare: 'util-linux',
  mount: 'mount',
  hostname: 'hostname',
  sh: 'dash',
};

/** All programs, or the first that is missing as an obstacle. */
export function findPrograms(path?: string): { programs: Programs } | { obstacle: Obstacle } {
  const found: Partial<Programs> = {};
  for (const name of Object.keys(packages) as (keyof Programs)[]) {
    const file = findSystemProgram(name, path);
    if (file === undefined) {
      const params = { program: name, package: packages[name] };
      return { obstacle: reason('subnetNeedsProgram', params) as Obstacle };
    }
    found[name] = file;
  }
  return { programs: found as Programs };
}

/** These take milliseconds; one that hangs waits for a lock of the kernel or of iptables. */
const patienceMs = 20_000;

/** Runs a program to its end and answers its output. Throws with the last line of what it said when it fails. */
export function runProgram(file: string, args: readonly string[], input = ''): Promise<string> {
  return new Promise((resolve, reject) => {
    const env = { PATH: systemPath, LANG: 'C.UTF-8' };
    const child = execFile(file, args, { timeout: patienceMs, env }, (error, stdout, stderr) => {
      if (!error) return resolve(stdout);
      const said = stderr.trim().split('\n').at(-1);
      reject(new Error(said || error.message));
    });
    // A program that ends before it read everything says why by itself.
    child.stdin?.on('error', () => {});
    child.stdin?.end(input);
  });
}
