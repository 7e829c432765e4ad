/** Configuration files of clusters and jobs: native bodies, or Batch AI's `{"$schema", "properties": {…}}` as they are. */
import { readFile } from 'node:fs/promises';
import type * as z from 'zod';
import { UsageError } from './failure.ts';
import { readAll, type Terminal } from './terminal.ts';

export type Body = Record<string, unknown>;

/** Reads a JSON object from a file, or from stdin when it is `-`. Throws UsageError. */
export async function readBody(file: string, terminal: Terminal): Promise<Body> {
  let text: string;
  try {
    text = file === '-' ? await readAll(terminal) : await readFile(file, 'utf8');
  } catch (error) {
    throw new UsageError(`${file} cannot be read: ${(error as Error).message}`);
  }
  let value: unknown;
  try {
    value = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    throw new UsageError(`${file} is not valid JSON: ${(error as Error).message}`);
  }
  if (!isObject(value)) throw new UsageError(`${file} must hold a JSON object`);
  return value;
}

/**
 * Makes a native body. A native one passes as it is. Of Batch AI's, `properties` is lifted, references by id become
 * references by name, null is as good as absent (Azure's APIs wrote it so), and fields that this version of the API never
 * had are left out and named, as Batch AI's own command line left them out.
 */
export function toNative(body: Body, schema: z.ZodType, note: (text: string) => void): Body {
  if (!isObject(body.properties)) return body;
  const { $schema: _, properties, name, tags } = withoutNulls(body) as Body;
  const native: Body = { ...(properties as Body) };
  if (name !== undefined) native.name = name;
  if (tags !== undefined) native.tags = tags;
  if (isObject(native.cluster)) native.cluster = referenceOf(native.cluster);
  const mounts = isObject(native.mountVolumes)
    ? native.mountVolumes
    : (native.nodeSetup as Body | undefined)?.mountVolumes;
  for (const mount of fileServersOf(mounts))
    if (isObject(mount.fileServer)) mount.fileServer = referenceOf(mount.fileServer);
  return withoutUnknown(native, schema, note);
}

function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (!isObject(value)) return value;
  const given = Object.entries(value).filter(([, held]) => held !== null);
  return Object.fromEntries(given.map(([key, held]) => [key, withoutNulls(held)]));
}

/** `{id: "/subscriptions/S/resourceGroups/G/providers/Microsoft.BatchAI/workspaces/W/clusters/C"}`, or `{id: "C"}`. */
export function referenceOf(reference: Body): Body {
  if (typeof reference.id !== 'string') return reference;
  const parts = reference.id.split('/').filter((part) => part !== '');
  if (parts.length === 1) return { name: parts[0] };
  const valueAfter = (key: string) => parts[parts.findIndex((part) => part.toLowerCase() === key) + 1];
  const [subscription, group, workspace] = ['subscriptions', 'resourcegroups', 'workspaces'].map(valueAfter);
  return { workspace: `${subscription}:${group}:${workspace}`, name: parts.at(-1) };
}

function fileServersOf(mounts: unknown): Body[] {
  const servers = isObject(mounts) ? mounts.fileServers : undefined;
  return Array.isArray(servers) ? servers.filter(isObject) : [];
}

function withoutUnknown(body: Body, schema: z.ZodType, note: (text: string) => void): Body {
  const result = schema.safeParse({ name: 'unnamed', ...body });
  if (result.success) return body;
  const copy = structuredClone(body);
  for (const issue of result.error.issues) {
    if (issue.code !== 'unrecognized_keys') continue;
    const holder = issue.path.reduce<unknown>((at, key) => (at as Body | undefined)?.[key as string], copy);
    for (const key of issue.keys) {
      note(`left out ${[...issue.path, key].join('.')}: no such field in API version 2018-05-01`);
      delete (holder as Body)[key];
    }
  }
  return copy;
}

function isObject(value: unknown): value is Body {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
