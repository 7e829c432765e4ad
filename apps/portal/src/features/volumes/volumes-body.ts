/** The `mountVolumes` of a body as they are written, whatever stands in them so far. Pure. */
import type { VolumeKind } from '@trainyard/contracts/volumes';
import { offeredKinds } from './fields.ts';

export type VolumeRow = Readonly<Record<string, unknown>>;
export type VolumesBody = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const asVolumes = (value: unknown): VolumesBody => (isObject(value) ? value : {});

/** Entries of a kind. What is no entry is shown as an empty one, so that places stay those of the body. */
export function rowsOf(value: unknown, kind: VolumeKind): VolumeRow[] {
  const rows = asVolumes(value)[kind];
  return Array.isArray(rows) ? rows.map((row) => (isObject(row) ? row : {})) : [];
}

/** How many volumes a body has. */
export const volumeCount = (value: unknown): number =>
  offeredKinds.reduce((sum, kind) => sum + rowsOf(value, kind).length, 0);

const blanks: Readonly<Record<VolumeKind, VolumeRow>> = {
  storageFolders: { accountName: '', container: '', relativeMountPath: '' },
  fileServers: { fileServer: { name: '' }, relativeMountPath: '' },
  azureBlobFileSystems: { accountName: '', containerName: '', relativeMountPath: '' },
  azureFileShares: { azureFileUrl: '', relativeMountPath: '' },
  unmanagedFileSystems: { mountCommand: '', relativeMountPath: '' },
};

/** Without kinds that hold nothing; undefined when nothing is left. */
function tidied(volumes: Record<string, unknown>): VolumesBody | undefined {
  const kept = Object.entries(volumes).filter(([, rows]) => !Array.isArray(rows) || rows.length > 0);
  return kept.length === 0 ? undefined : Object.fromEntries(kept);
}

export function addRow(value: unknown, kind: VolumeKind): VolumesBody {
  return { ...asVolumes(value), [kind]: [...rowsOf(value, kind), blanks[kind]] };
}

export function removeRow(value: unknown, kind: VolumeKind, at: number): VolumesBody | undefined {
  return tidied({ ...asVolumes(value), [kind]: rowsOf(value, kind).toSpliced(at, 1) });
}

export function replaceRow(value: unknown, kind: VolumeKind, at: number, row: VolumeRow): VolumesBody {
  return { ...asVolumes(value), [kind]: rowsOf(value, kind).with(at, row) };
}

/** The text at `path` of an entry, such as `fileServer.name`. */
export function textIn(row: VolumeRow, path: string): string {
  const value = path.split('.').reduce<unknown>((at, key) => (isObject(at) ? at[key] : undefined), row);
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

/** The entry with a text at `path`; an empty one that is not `kept` is taken out, and what it was alone in. */
export function withText(row: VolumeRow, path: string, text: string, kept: boolean): VolumeRow {
  const [key = '', ...rest] = path.split('.');
  const { [key]: old, ...others } = row;
  if (rest.length === 0) return text === '' && !kept ? others : { ...row, [key]: text };
  const inner = withText(isObject(old) ? old : {}, rest.join('.'), text, kept);
  return Object.keys(inner).length === 0 ? others : { ...row, [key]: inner };
}

/** The text at a path of a body, as faults name it: `fileServers[0].fileServer.name`. */
export function writtenAt(value: unknown, path: string): string {
  const [, kind = '', at = '', field = ''] = /^(\w+)\[(\d+)\]\.?(.*)$/.exec(path) ?? [];
  const known = offeredKinds.find((one) => one === kind);
  const row = known && rowsOf(value, known)[Number(at)];
  return row === undefined ? '' : textIn(row, field);
}

/** Kinds whose entries may bring the key of their account. */
const keyed: readonly VolumeKind[] = ['azureFileShares', 'azureBlobFileSystems'];

/** The account of an entry: its name, or the first part of its URL's host. */
export function accountOf(row: VolumeRow): string {
  const name = textIn(row, 'accountName');
  if (name !== '') return name;
  return /^[a-z]+:\/\/([^./:]+)/i.exec(textIn(row, 'azureFileUrl'))?.[1] ?? '';
}

/** Values by what they are of. A key is its account's: it stays right when entries change places. */
export type KeyValues = Readonly<Record<string, string>>;
const keyName = (row: VolumeRow): string => `key of account ${accountOf(row)}`;

type Credentials = Readonly<Record<string, unknown>>;

function mapKeyed(value: unknown, change: (row: VolumeRow, credentials: Credentials) => VolumeRow): unknown {
  if (!isObject(value)) return value;
  const next = { ...value };
  for (const kind of keyed) {
    const rows = value[kind];
    if (!Array.isArray(rows)) continue;
    next[kind] = rows.map((row) => (isObject(row) && isObject(row.credentials) ? change(row, row.credentials) : row));
  }
  return next;
}

/** Takes keys of accounts out: they are neither kept nor shown. `known`: those that were taken before, which an entry without one keeps. */
export function takeKeys(value: unknown, known: KeyValues): { volumes: unknown; keys: KeyValues } {
  const keys: Record<string, string> = {};
  const volumes = mapKeyed(value, (row, { accountKey, ...credentials }) => {
    const name = keyName(row);
    const found = typeof accountKey === 'string' ? accountKey : known[name];
    if (found !== undefined && found !== '') keys[name] = found;
    return { ...row, credentials };
  });
  return { volumes, keys };
}

/** Puts keys back where {@link takeKeys} took them. */
export function withKeys(value: unknown, keys: KeyValues): unknown {
  return mapKeyed(value, (row, credentials) => {
    const name = keyName(row);
    const has = Object.hasOwn(keys, name) && credentials.accountKeySecretReference === undefined;
    return has ? { ...row, credentials: { ...credentials, accountKey: keys[name] } } : row;
  });
}

/** A key that is none, base64 as keys are, for bodies that are only looked at. */
const noKey = 'bm9uZQ==';

/** With a placeholder wherever a key belongs. */
export function withoutRealKeys(value: unknown): unknown {
  return mapKeyed(value, (row, credentials) =>
    credentials.accountKeySecretReference === undefined
      ? { ...row, credentials: { ...credentials, accountKey: noKey } }
      : row,
  );
}

/** Where each volume of a body appears under its mount root, in the order of the form. */
export function mountedPaths(value: unknown, root: string): string[] {
  const paths = offeredKinds.flatMap((kind) => rowsOf(value, kind).map((row) => textIn(row, 'relativeMountPath')));
  return paths.filter((path) => path !== '').map((path) => `${root}/${path}`);
}
