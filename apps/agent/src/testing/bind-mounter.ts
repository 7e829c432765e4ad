import { execFileSync, spawn } from 'node:child_process';
import { existsSync, lstatSync, mkdirSync, readFileSync, rmSync, symlinkSync, unlinkSync } from 'node:fs';
import { dirname } from 'node:path';
import type { PlannedVolume } from '@trainyard/contracts/planned-volume';
import { reason } from '@trainyard/contracts/reasons';
import type { Text } from '@trainyard/contracts/texts';
import { endMarked } from '@trainyard/mounts/marked';
import { type Mounter, MountFailure, type MountRecord, type MountRequest } from '@trainyard/mounts/port';
import { systemClock } from '@trainyard/runtime/node/system';
import { lives, statOf } from '../executors/proc.ts';

/** The secret that a container of {@link containerAt} takes. */
export const rightKey = 'the-right-key-of-the-account';

/** A directory as a volume without a process. */
export function directoryAt(path: string, at: string, readOnly = false): PlannedVolume {
  return { at, label: `directory ${at}`, readOnly, source: { kind: 'directory', path, make: true } };
}

/** A directory as a volume that a process serves and that wants a secret. */
export function containerAt(path: string, at: string, secretRef = 'volume-key'): PlannedVolume {
  const source = { kind: 'azureBlob' as const, container: path, path: '', options: null, secretRef };
  return { at, label: `container ${at}`, readOnly: false, source };
}

/**
 * Mounts directories in earnest, by bind where this process is root and by link where it is not, and does on demand what real volumes do
 * when something is wrong. A container has a process that serves it, and is gone with that process.
 */
export class BindMounter implements Mounter {
  /** Places under the mount root that cannot be reached. */
  readonly unreachable = new Set<string>();
  /** What a check of a place says. */
  readonly wrong = new Map<string, Text>();
  /** Places that cannot store what was written. */
  readonly unstored = new Set<string>();
  /** Places that take for ever to store what was written. */
  readonly slow = new Set<string>();
  readonly mounted: MountRequest[] = [];
  readonly unmounted: MountRecord[] = [];
  readonly #helpers: NonNullable<MountRecord['helper']>[] = [];
  /** Mounts wait for this. */
  gate: Promise<void> = Promise.resolve();

  async mount(request: MountRequest, signal: AbortSignal): Promise<MountRecord> {
    const { source, at, home, label, mark, readOnly, secret } = request;
    await Promise.race([this.gate, new Promise((resolve) => signal.addEventListener('abort', resolve))]);
    signal.throwIfAborted();
    if (this.#has(this.unreachable, at)) throw new MountFailure('volumeUnreachable', { label, why: 'no route' });
    if (source.kind !== 'directory' && source.kind !== 'azureBlob') throw new Error(`not mounted here: ${source.kind}`);
    if (source.kind === 'azureBlob' && secret !== rightKey)
      throw new MountFailure('volumeDenied', { label, why: '403' });
    const path = source.kind === 'directory' ? source.path : source.container;
    mkdirSync(path, { recursive: true });
    mkdirSync(home, { recursive: true });
    detach(at);
    attach(path, at);
    this.mounted.push(request);
    const base = { kind: source.kind, at, home, label, mark, readOnly, notes: [] };
    if (source.kind === 'directory') return { ...base, by: process.getuid?.() === 0 ? 'bind' : 'link', helper: null };
    const child = spawn('sleep', ['600'], {
      detached: true,
      stdio: 'ignore',
      env: { TRAINYARD_MOUNT: mark, KEY: rightKey },
    });
    child.unref();
    const pid = child.pid ?? 0;
    const helper = { pid, startTime: statOf(pid)?.startTime ?? 0 };
    this.#helpers.push(helper);
    return { ...base, by: 'helper', helper };
  }

  /** Processes that serve containers now. */
  get helpers(): number[] {
    return this.#helpers.filter(lives).map(({ pid }) => pid);
  }

  async check({ label }: MountRequest, { at, helper }: MountRecord): Promise<Text | null> {
    const why = 'nothing is mounted';
    if (!isAttached(at) || (helper && !lives(helper))) return reason('volumeLost', { label, why });
    return [...this.wrong].find(([place]) => at.endsWith(`/${place}`))?.[1] ?? null;
  }

  async unmount(record: MountRecord, drainMs: number, hopeless?: AbortSignal): Promise<void> {
    const { at, helper, label, home } = record;
    this.unmounted.push(record);
    if (this.#has(this.slow, at) && helper && lives(helper)) {
      await new Promise((resolve) => {
        hopeless?.addEventListener('abort', resolve, { once: true });
        systemClock.setTimeout(() => resolve(undefined), drainMs);
      });
      this.unstored.add(at.slice(at.lastIndexOf('/') + 1));
    }
    await endMarked(record.mark);
    detach(at);
    if (this.#has(this.unstored, at)) {
      throw new MountFailure('volumeNotFlushed', { label, files: 1, seconds: 1, path: home });
    }
    rmSync(home, { recursive: true, force: true });
  }

  #has(places: ReadonlySet<string>, at: string): boolean {
    return [...places].some((place) => at.endsWith(`/${place}`));
  }
}

function attach(path: string, at: string): void {
  if (process.getuid?.() === 0) {
    mkdirSync(at, { recursive: true });
    execFileSync('mount', ['--bind', path, at]);
  } else {
    mkdirSync(dirname(at), { recursive: true });
    symlinkSync(path, at);
  }
}

function isAttached(at: string): boolean {
  return mountsBelow(at).includes(at) || (existsSync(at) && lstatSync(at).isSymbolicLink());
}

function detach(at: string): void {
  for (const path of mountsBelow(at).reverse()) execFileSync('umount', ['--lazy', path]);
  if (lstatSync(at, { throwIfNoEntry: false })?.isSymbolicLink()) unlinkSync(at);
}

/** Mount points at and below a directory, in the order of their mounting. */
export function mountsBelow(directory: string): string[] {
  const points = readFileSync('/proc/self/mountinfo', 'utf8')
    .split('\n')
    .map((line) => line.split(' ')[4] ?? '');
  return points.filter((path) => path === directory || path.startsWith(`${directory}/`));
}

/** Takes away all that is mounted below a directory, before it is removed. */
export function detachBelow(directory: string): void {
  for (const path of mountsBelow(directory).reverse()) execFileSync('umount', ['--lazy', path]);
}
