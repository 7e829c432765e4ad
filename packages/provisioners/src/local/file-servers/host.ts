import { mkdir, readdir, realpath, rename, rm, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import type { FileServerPlace } from '@trainyard/contracts/file-server';
import { uid as uidSchema } from '@trainyard/contracts/names';
import type { Clock } from '@trainyard/runtime/clock';
import { mountsBelow, readMounts } from '@trainyard/runtime/node/mount-table';
import type { FileServerHost, FileServerRequest } from '../../file-server-host.ts';
import { createQueues } from '../queues.ts';
import { type FileServerAbilities, findFileServerPrograms, tryAbilities } from './abilities.ts';
import { unmountDisk } from './disk.ts';
import { layoutOf } from './layout.ts';
import { fileServerNotes } from './notes.ts';
import { readServerRecord } from './record.ts';
import { bringUp, isUp, type ServerSite } from './server.ts';
import { endServing, hasClients } from './serving.ts';
import { shownElsewhere } from './shown-elsewhere.ts';
import { keepBackWhatIsNotThere } from './thin-guard.ts';
import { usedBytes } from './used-bytes.ts';

export interface LocalFileServersOptions {
  /** Directory of file servers, one directory each. One server at a time uses it. */
  root: string;
  /** TRAINYARD_HOST: file servers are open to others only where the server is. */
  serverHost: string;
  /** PATH of the server. */
  path?: string | undefined;
  clock: Clock;
  /** What this machine allows; found out by trying when absent. */
  abilities?: FileServerAbilities;
  logger?: { info(message: string): void; warn(message: string): void };
}

/** How often what is up is looked at: whether it still serves, and whether its machine has room for it. */
const tendMs = 2_000;
/** What does not come up again is tried with growing rests between, up to a minute. */
const restMostMs = 60_000;
/** Directories that are being removed: renamed first, so that a removal that was cut short is never taken for a file server. */
const going = '.going-';

/** File servers on this machine: each a disk with a limit and a program that serves it. See the README for what is promised. */
export function createLocalFileServers(options: LocalFileServersOptions): FileServerHost {
  const { clock, logger } = options;
  const alone = createQueues();
  /** What control wants up, and how often it failed to come back by itself. */
  const wanted = new Map<string, { request: FileServerRequest; failures: number; notBefore: number }>();
  const underWay = new Set<Promise<unknown>>();
  let abilities: FileServerAbilities | null = null;
  let freeBytes: number | null = null;
  let opened: Promise<string> | undefined;
  let cancelTending: (() => void) | undefined;
  let stopped = false;

  /** Made at first use: most servers have no file server. */
  function root(): Promise<string> {
    opened ??= open().catch((error: unknown) => {
      opened = undefined;
      throw error;
    });
    return opened;
  }

  async function open(): Promise<string> {
    await mkdir(options.root, { recursive: true, mode: 0o700 });
    const directory = await realpath(options.root);
    for (const name of await readdir(directory)) {
      if (name.startsWith(going)) await removeLeftOver(join(directory, name));
    }
    abilities = options.abilities ?? (await tryAbilities(directory, await findFileServerPrograms(options.path)));
    const machine = await statfs(directory);
    freeBytes = machine.bavail * machine.bsize;
    tend();
    return directory;
  }

  async function siteOf(uid: string): Promise<ServerSite & { abilities: FileServerAbilities }> {
    if (!uidSchema.safeParse(uid).success) throw new Error(`${JSON.stringify(uid)} is not the uid of a file server`);
    const directory = await root();
    if (!abilities) throw new Error('this machine was not looked at');
    const { serverHost } = options;
    return { root: directory, layout: layoutOf(directory, uid), serverHost, clock, abilities };
  }

  async function provision(request: FileServerRequest): Promise<FileServerPlace> {
    if (stopped) throw new Error('the server stops');
    const coming = siteOf(request.uid).then((site) => alone(request.uid, () => bringUp(request, site, alone)));
    underWay.add(coming);
    try {
      const place = await coming;
      wanted.set(request.uid, { request, failures: 0, notBefore: 0 });
      return place;
    } finally {
      underWay.delete(coming);
    }
  }

  function tend(): void {
    cancelTending?.();
    if (stopped) return;
    cancelTending = clock.setTimeout(() => {
      void Promise.all([...wanted.keys()].map(tendOne)).finally(tend);
    }, tendMs);
  }

  /** Brings back what died meanwhile. */
  async function tendOne(uid: string): Promise<void> {
    const one = wanted.get(uid);
    if (!one || clock.monotonic() < one.notBefore) return;
    try {
      const site = await siteOf(uid);
      if (await isUp(site)) return await keepBackWhatIsNotThere(site.layout);
      if (stopped || !wanted.has(uid)) return;
      logger?.warn(`file server ${uid} is down: it is brought up again`);
      await alone(uid, () => bringUp(one.request, site, alone));
      one.failures = 0;
    } catch (error) {
      one.failures += 1;
      one.notBefore = clock.monotonic() + Math.min(restMostMs, tendMs * 2 ** Math.min(one.failures, 16));
      logger?.warn(`file server ${uid} cannot be brought up again: ${(error as Error).message}`);
    }
  }

  async function remove(uid: string): Promise<void> {
    const { root: directory, layout, abilities: can } = await siteOf(uid);
    wanted.delete(uid);
    await alone(uid, async () => {
      const shown = shownElsewhere(readMounts(), layout.disk, layout.home);
      if (shown.length > 0) throw new Error(`it is still mounted at ${shown.slice(0, 4).join(', ')}`);
      const record = await readServerRecord(layout).catch(() => undefined);
      await endServing(layout, record?.serving ?? null, clock);
      await unmountDisk(layout, can.programs);
      const away = join(directory, `${going}${uid}`);
      await rename(layout.home, away).catch((error: NodeJS.ErrnoException) => {
        if (error.code !== 'ENOENT') throw error;
      });
      await removeLeftOver(away);
      logger?.info(`removed file server ${uid}`);
    });
  }

  async function stop(): Promise<void> {
    stopped = true;
    cancelTending?.();
    await Promise.allSettled(underWay);
    await Promise.all([...wanted.keys()].map((uid) => stopOne(uid).catch((error: Error) => left(uid, error.message))));
  }

  function left(uid: string, why: string): void {
    logger?.info(`file server ${uid} goes on: ${why}`);
  }

  async function stopOne(uid: string): Promise<void> {
    const { layout, abilities: can } = await siteOf(uid);
    await alone(uid, async () => {
      const record = await readServerRecord(layout);
      const shown = shownElsewhere(readMounts(), layout.disk, layout.home);
      if (shown.length > 0) return left(uid, `it is mounted at ${shown.slice(0, 4).join(', ')}`);
      if (record?.port && (await hasClients(record.port))) return left(uid, 'it has clients');
      await endServing(layout, record?.serving ?? null, clock);
      await unmountDisk(layout, can.programs);
    });
  }

  return {
    notes: (spec) => fileServerNotes(spec, { abilities, serverHost: options.serverHost, freeBytes }),
    provision,
    used: async (uid) => usedBytes((await siteOf(uid)).layout),
    remove,
    stop,
  };
}

/** Deletes a directory; whatever is mounted below it stops that, since it is not ours to empty. */
async function removeLeftOver(path: string): Promise<void> {
  const mounted = mountsBelow(path);
  if (mounted.length > 0)
    throw new Error(`${mounted.join(', ')} is still mounted: unmount it, then delete the file server again`);
  await rm(path, { recursive: true, force: true, maxRetries: 5, retryDelay: 20 });
}
