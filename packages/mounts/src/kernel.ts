import { readFileSync } from 'node:fs';
import type { ReasonCode } from '@trainyard/contracts/reasons';
import { ask } from './ask.ts';
import type { Mounted } from './kind.ts';
import { MountFailure } from './port.ts';
import { find, isRoot, need, type Program, surroundings } from './programs.ts';

/** The kernel asks a server that is slow for as long as this. */
const mountMs = 30_000;

/** What `mount` says of a failure, by its words or its number. */
const meanings: readonly [RegExp, ReasonCode][] = [
  [/unknown filesystem type|no such device|protocol not supported|not supported|error\(19\)/i, 'volumeKernelLacks'],
  [/permission denied|access denied|not permitted|error\(13\)|error\(1\)/i, 'volumeDenied'],
  [/no such file|reason given by server: no such|error\(2\)/i, 'volumeNotFound'],
  [/refused|timed out|no route|unreachable|not known|resolve|error\(11[0-5]\)/i, 'volumeUnreachable'],
];

/** Whether the kernel mounts such file systems; asked of it by loading what it may have. */
export async function kernelHas(type: string): Promise<boolean> {
  const has = (): boolean => new RegExp(`\\b${type}$`, 'm').test(readFileSync('/proc/filesystems', 'utf8'));
  if (has()) return true;
  const modprobe = find('modprobe');
  if (modprobe === undefined || !isRoot()) return false;
  await ask([modprobe, '-q', type], { env: surroundings(), limitMs: 5_000 }).catch(() => undefined);
  return has();
}

export interface KernelMount {
  type: 'nfs4' | 'nfs' | 'cifs';
  helper: Program;
  from: string;
  options: readonly string[];
  /** Secrets that the helper takes from its environment. */
  env: Readonly<Record<string, string>>;
}

/** Mounts by the kernel. Throws {@link MountFailure} with what is missing or refused. */
export async function mountByKernel(
  { at, label, readOnly }: { at: string; label: string; readOnly: boolean },
  { type, helper, from, options, env }: KernelMount,
  signal: AbortSignal,
): Promise<Mounted> {
  if (!isRoot()) throw new MountFailure('volumeNeedsRoot', { label });
  if (!(await kernelHas(type))) throw new MountFailure('volumeKernelLacks', { label, fileSystem: type });
  need(helper, label);
  const list = [readOnly ? 'ro' : 'rw', ...options].join(',');
  const command = [need('mount', label), '-t', type, '-o', list, '--', from, at];
  const answer = await ask(command, { env: { ...surroundings(), ...env }, limitMs: mountMs, signal });
  if (answer.code === 0) return { by: 'kernel', helper: null, notes: [] };
  if (answer.isLate) throw new MountFailure('volumeSilent', { label, seconds: mountMs / 1000 });
  throw kernelFailure(answer.stderr, label, type);
}

/** What the words of `mount` mean. */
export function kernelFailure(said: string, label: string, fileSystem: string): MountFailure {
  const why = said.trim().split('\n')[0]?.slice(0, 300) ?? '';
  const code = meanings.find(([words]) => words.test(said))?.[1] ?? 'volumeMountFailed';
  return new MountFailure(code, code === 'volumeKernelLacks' ? { label, fileSystem } : { label, why });
}
