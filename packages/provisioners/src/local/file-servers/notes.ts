import type { FileServerSpec } from '@trainyard/contracts/file-server';
import { reason } from '@trainyard/contracts/reasons';
import type { Text } from '@trainyard/contracts/texts';
import { shortSubnet } from '../notes.ts';
import type { FileServerAbilities } from './abilities.ts';
import { imageMostBytes } from './disk.ts';
import { isLoopback } from './reach.ts';

/** What is known of this machine as a place for file servers. */
export interface FileServerFacts {
  /** Null before the first was made: then nothing was tried yet. */
  abilities: FileServerAbilities | null;
  /** TRAINYARD_HOST. */
  serverHost: string;
  /** Bytes free where disks are made; null: not known. */
  freeBytes: number | null;
}

export const bytesPerGb = 1024 ** 3;

/** The size of a file server's disk. */
export function bytesOf({ dataDisks: { diskSizeInGB, diskCount } }: Pick<FileServerSpec, 'dataDisks'>): number {
  return diskSizeInGB * diskCount * bytesPerGb;
}

/** What of a file server's settings this machine does not apply as they are written. */
export function fileServerNotes(spec: FileServerSpec, facts: FileServerFacts): Text[] {
  const { diskSizeInGB, diskCount, storageAccountType, cachingType } = spec.dataDisks;
  const notes = [reason('fileServerOnMachine', { vmSize: spec.vmSize, storage: storageAccountType })];
  if (diskCount > 1) notes.push(reason('fileServerOneDisk', { count: diskCount, size: diskSizeInGB * diskCount }));
  if (cachingType !== 'none') notes.push(reason('fileServerCaching', { caching: cachingType }));
  notes.push(reason('fileServerAccount', { user: spec.sshConfiguration.userAccountSettings.adminUserName }));
  if (spec.subnet) notes.push(reason('fileServerSubnet', { subnet: shortSubnet(spec.subnet.id) }));
  return [...notes, ...notesOnDisk(spec, facts), ...notesOnServing(spec, facts)];
}

function notesOnDisk(spec: FileServerSpec, { abilities, freeBytes }: FileServerFacts): Text[] {
  const bytes = bytesOf(spec);
  if (abilities?.disk.kind === 'plain') return [reason('fileServerUnlimited', { why: abilities.disk.why })];
  if (bytes > imageMostBytes) return [reason('fileServerUnlimited', { why: 'no file of that size can be made' })];
  if (freeBytes === null || bytes <= freeBytes) return [];
  return [reason('fileServerThin', { size: bytes / bytesPerGb })];
}

function notesOnServing(spec: FileServerSpec, { abilities, serverHost }: FileServerFacts): Text[] {
  if (!abilities) return [];
  const missing = missingProgram(abilities);
  if (missing) return [reason('fileServerNoProgram', missing)];
  if (!abilities.root) return [reason('fileServerNoRights')];
  if (!hasOwnDisk(spec, abilities)) return [reason('fileServerNoDisk')];
  if (isLoopback(serverHost)) return [reason('fileServerLoopbackOnly')];
  if ((spec.sshConfiguration.publicIPsToAllow ?? []).length === 0) return [reason('fileServerNoRanges')];
  return [];
}

function hasOwnDisk(spec: FileServerSpec, { disk }: FileServerAbilities): boolean {
  return disk.kind === 'loop' && bytesOf(spec) <= imageMostBytes;
}

function missingProgram({ programs }: FileServerAbilities): { program: string; package: string } | undefined {
  if (programs.ganesha === undefined) return { program: 'ganesha.nfsd', package: 'nfs-ganesha' };
  if (programs.plugins === undefined) return { program: 'libfsalvfs.so', package: 'nfs-ganesha-vfs' };
  return undefined;
}
