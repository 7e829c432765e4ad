import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { RecordedAnswer } from './shape.ts';

/** A request to the service and its answer. */
export interface Exchange {
  request: { method: string; url: string; body: unknown };
  response: RecordedAnswer;
}

/** What was recorded in one go, in order. */
export interface Recording {
  name: string;
  exchanges: Exchange[];
}

/** Folder with the real recordings in `wire/`, where there is one; ours, written from the facts, stand here. */
const samples = process.env.BATCHAI_SAMPLES;
const folders = [fileURLToPath(new URL('recordings', import.meta.url)), ...(samples ? [join(samples, 'wire')] : [])];

export function recordings(): Recording[] {
  return folders.flatMap((folder) => {
    const names = readdirSync(folder).filter((name) => name.endsWith('.json'));
    return names.toSorted().map((name) => {
      const exchanges = JSON.parse(readFileSync(join(folder, name), 'utf8')) as Exchange[];
      return { name: basename(name, '.json'), exchanges: exchanges.map(read) };
    });
  });
}

/** Some bodies were recorded as Python prints bytes. */
function read({ request, response }: Exchange): Exchange {
  const { body } = request;
  if (typeof body !== 'string' || !body.startsWith("b'")) return { request, response };
  const json = body.slice(2, -1).replaceAll("\\'", "'").replaceAll('\\\\', '\\');
  return { request: { ...request, body: JSON.parse(json) }, response };
}

/** Every object within a value, itself first. */
export function* objectsIn(value: unknown): Generator<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null) return;
  if (!Array.isArray(value)) yield value as Record<string, unknown>;
  for (const inner of Object.values(value)) yield* objectsIn(inner);
}
