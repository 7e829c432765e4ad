import * as z from 'zod';
import { type DetailCode, saying } from '../detail-words.ts';
import type { Detail } from '../errors.ts';
import { bare } from '../schema-at.ts';
import type { TextParams } from '../texts.ts';

/** A JSON object that nobody has checked. */
export type Fields = Record<string, unknown>;

export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** What is to be said of a place in a body. */
export function detailAt(path: string, code: DetailCode, params: TextParams = {}): Detail {
  const { message } = saying(code, params);
  return { path, code, message, ...(Object.keys(params).length > 0 && { params }) };
}

/** What a walk knows of a body: fields that are dropped without a word, since its readers get them and send them back. */
export interface Walk {
  /** Paths without indices, such as `nodeSetup.setupTask.stdOutErrPathSuffix`. */
  readOnly: ReadonlySet<string>;
  warnings: Detail[];
}

/**
 * A copy with what a schema has: null is as good as absent (Azure's APIs wrote it so), words of a closed list in any case become those of
 * the list, other fields are left out and named. What does not fit the schema stays, for the schema to refuse. Goes no deeper than the schema.
 */
export function shaped(schema: z.core.$ZodType, value: unknown, path: string, walk: Walk): unknown {
  const wanted = bare(schema);
  if (wanted instanceof z.ZodArray && Array.isArray(value)) {
    return value.map((one, at) => shaped(wanted.element, one, `${path}[${at}]`, walk));
  }
  if (wanted instanceof z.ZodEnum && typeof value === 'string') {
    return wanted.options.find((option) => String(option).toLowerCase() === value.toLowerCase()) ?? value;
  }
  if (!(wanted instanceof z.ZodObject) || !isFields(value)) return value;
  return shapedFields(wanted.shape, value, path, walk);
}

/** The same of the fields of an object. */
export function shapedFields(
  shape: Readonly<Record<string, z.core.$ZodType>>,
  value: Fields,
  path: string,
  walk: Walk,
): Fields {
  const kept: Fields = {};
  for (const [key, inner] of Object.entries(value)) {
    const at = `${path}.${key}`;
    if (Object.hasOwn(shape, key)) {
      if (inner !== null && inner !== undefined) kept[key] = shaped(shape[key] as z.core.$ZodType, inner, at, walk);
    } else if (!walk.readOnly.has(plain(at))) walk.warnings.push(detailAt(at, 'NotInApi'));
  }
  return kept;
}

/** The path of a field below `properties`, without the places in lists. */
function plain(path: string): string {
  return path.replace(/^properties\./, '').replace(/\[\d+\]/g, '');
}
