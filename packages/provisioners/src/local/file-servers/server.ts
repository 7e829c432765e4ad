import { mkdir, readdir, stat } from 'node:fs/promises';
import type { FileServerPlace } from '@trainyard/contracts/file-server';
import type { Clock } from '@trainyard/runtime/clock';
import { readMounts } from '@trainyard/runtime/node/mount-table';
import { isAlive } from '@trainyard/runtime/node/process-stat';
import type { FileServerRequest } from '../../file-server-host.ts';
import type { FileServerAbilities } from './abilities.ts';
import { imageMostBytes, makeImage, mountImage } from './disk.ts';
import { type FileServerLayout, layoutOf } from './layout.ts';
import { bytesOf } from './notes.ts';
import { makeFiles } from './proof.ts';
import { reachOf } from './reach.ts';
import { type DiskKind, type FileServerRecord, readServerRecord, writeServerRecord } from './record.ts';
import { endServing, freePort, isFree, servesAs, startServing } from './serving.ts';
import { mountAt } from './shown-elsewhere.ts';
import { keepBackWhatIsNotThere } from './thin-guard.ts';

/** Where a file server is to be, and what can be done there. */
export interface ServerSite {
  root: string;
  layout: FileServerLayout;
  serverHost: string;
  abilities: FileServerAbilities;
  clock: Clock;
}

type Alone = <T>(name: string, work: () => Promise<T>) => Promise<T>;

/** What its clients mount, in Batch AI's way. */
const exportPath = '/data';

/** Makes a file server, or brings up of it what is down. What is up stays as it is. */
export async function bringUp(request: FileServerRequest, site: ServerSite, alone: Alone): Promise<FileServerPlace> {
  const { layout, abilities } = site;
  await mkdir(layout.home, { recursive: true, mode: 0o700 });
  const record = (await readServerRecord(layout)) ?? (await makeDisk(request, site));
  if (record.disk !== 'plain') {
    // One that is gone must not be replaced by an empty one without a word.
    await stat(layout.image);
    await mountImage(record.disk, layout, abilities.programs);
  } else await mkdir(layout.disk, { recursive: true, mode: 0o700 });
  await makeFiles(layout.files, request.uid);
  if (record.disk === 'loop') await keepBackWhatIsNotThere(layout);
  const nfs = await serve(request, record, site, alone);
  return { directory: layout.files, nfs, limited: record.disk !== 'plain' };
}

async function makeDisk(request: FileServerRequest, { layout, abilities }: ServerSite): Promise<FileServerRecord> {
  const bytes = bytesOf(request.spec);
  const disk: DiskKind = bytes > imageMostBytes ? 'plain' : abilities.disk.kind;
  if (disk !== 'plain') await makeImage(layout.image, bytes, abilities.programs);
  const record: FileServerRecord = { version: 1, disk, port: null, serving: null };
  await writeServerRecord(layout, record);
  return record;
}

/** Null where NFS cannot be had here: see the notes. */
async function serve(
  { spec }: FileServerRequest,
  record: FileServerRecord,
  site: ServerSite,
  alone: Alone,
): Promise<FileServerPlace['nfs']> {
  const { layout, abilities, clock } = site;
  const { ganesha, plugins } = abilities.programs;
  // From a plain directory a client could make up handles of any file of the machine's disk.
  if (record.disk !== 'loop' || ganesha === undefined || plugins === undefined) return null;
  const { bind, host, clients } = await reachOf(spec, site.serverHost);
  const same = { bind, clients, files: layout.files, path: exportPath, plugins, recovery: layout.recovery };
  if (record.serving && record.port !== null && isAlive(record.serving)) {
    if (await servesAs(layout, { ...same, port: record.port })) return { host, port: record.port, path: exportPath };
  }
  await endServing(layout, record.serving, clock);
  const port = await alone('port', async () => {
    const chosen = await portFor(bind, record, site);
    await writeServerRecord(layout, { ...record, port: chosen, serving: null });
    return chosen;
  });
  await startServing(layout, ganesha, { ...same, port }, clock, (serving) =>
    writeServerRecord(layout, { ...record, port, serving }),
  );
  return { host, port, path: exportPath };
}

/** The port that it had, unless somebody else took it meanwhile: clients know it by that. */
async function portFor(bind: string, record: FileServerRecord, { root, layout }: ServerSite): Promise<number> {
  if (record.port !== null && (await isFree(bind, record.port))) return record.port;
  const others = new Set<number>();
  for (const name of await readdir(root)) {
    const other = layoutOf(root, name);
    if (other.home === layout.home) continue;
    const known = await readServerRecord(other).catch(() => undefined);
    if (known?.port) others.add(known.port);
  }
  return freePort(bind, others);
}

/** Whether its disk is mounted and, where it is served, the program that serves it lives. */
export async function isUp({ layout, abilities }: Pick<ServerSite, 'layout' | 'abilities'>): Promise<boolean> {
  const record = await readServerRecord(layout);
  if (!record) return false;
  if (record.disk !== 'plain') {
    const mounted = mountAt(readMounts(), layout.disk) !== undefined;
    if (!mounted || (await stat(layout.files).catch(() => undefined)) === undefined) return false;
  }
  const served =
    record.disk === 'loop' && abilities.programs.ganesha !== undefined && abilities.programs.plugins !== undefined;
  return !served || (record.serving !== null && isAlive(record.serving));
}
