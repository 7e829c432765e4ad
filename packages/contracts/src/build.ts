/** Tells builds of the product apart: its version, and a digest of the API that it has. */
import type * as z from 'zod';
import type { Operation } from './api/operation.ts';
import { api } from './api.ts';
import { version } from './version.ts';

/** What a server's answers and its description carry. `0.1.0+api.4f1c2a9b03d7`: a version with build metadata, as semver has it. Equal builds have the same operations and shapes. */
export function productBuild(): string {
  return `${version}+api.${apiDigest(api)}`;
}

/**
 * Twelve hexadecimal digits over names, addresses and shapes of all operations. What is only code, such as a refinement, does not
 * count: a digest says that two builds differ, not that they agree in everything.
 */
export function apiDigest(rows: Record<string, Operation>): string {
  const hash = new Hash();
  for (const name of Object.keys(rows).sort()) {
    const { method, path, verb, params, query, body, output } = rows[name] as Operation;
    hash.add([name, method, path, verb].join(' '));
    const shapes = { params, query, body, output: typeof output === 'string' ? undefined : output };
    for (const [place, schema] of Object.entries(shapes)) if (schema) hash.add(`${place} ${shapeOf(schema)}`);
    if (typeof output === 'string') hash.add(output);
  }
  return hash.digits();
}

const known = new WeakMap<object, string>();

/** Digest of a schema: kinds, fields, choices and limits. Each schema is read once, wherever it stands. */
function shapeOf(schema: z.ZodType): string {
  const before = known.get(schema);
  if (before !== undefined) return before;
  // One that holds itself is named there by its place only.
  known.set(schema, '…');
  const hash = new Hash();
  hash.add(textOf((schema as unknown as { _zod: { def: object } })._zod.def));
  const digits = hash.digits();
  known.set(schema, digits);
  return digits;
}

function textOf(value: unknown): string {
  if (typeof value === 'function') return '';
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? '';
  if ('_zod' in value) return shapeOf(value as z.ZodType);
  if (value instanceof RegExp) return value.source;
  if (Array.isArray(value)) return `[${value.map(textOf).join()}]`;
  let text = '{';
  for (const key of Object.keys(value).sort()) {
    const inner = (value as Record<string, unknown>)[key];
    if (inner !== undefined && typeof inner !== 'function') text += `${key}:${textOf(inner)},`;
  }
  return `${text}}`;
}

/** Two 32-bit hashes (FNV-1a and its twin) side by side: enough to tell builds apart, and the same in a browser. */
class Hash {
  #a = 0x811c9dc5;
  #b = 0x9747b28c;

  add(text: string): void {
    let a = this.#a;
    let b = this.#b;
    for (let at = 0; at < text.length; at++) {
      const sign = text.charCodeAt(at);
      a = Math.imul(a ^ sign, 0x01000193);
      b = (Math.imul(b ^ sign, 0x85ebca6b) + (b >>> 13)) | 0;
    }
    this.#a = a;
    this.#b = b;
  }

  digits(): string {
    const hex = (half: number) => (half >>> 0).toString(16).padStart(8, '0');
    return `${hex(this.#a)}${hex(this.#b)}`.slice(2, 14);
  }
}
