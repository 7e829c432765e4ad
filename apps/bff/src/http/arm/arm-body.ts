import { detailAt } from '@trainyard/contracts/batch-ai/body-walk';
import { type Detail, Fault } from '@trainyard/contracts/errors';
import { parse } from '@trainyard/contracts/parse';
import type { Request, Response } from 'express';
import type * as z from 'zod';
import { readJson } from '../json-body.ts';

/** The type of a body whose sender did not say it. */
const json = 'application/json; charset=utf-8';

/**
 * Reads the JSON object of an operation that has a body; those that have none never call it, and whatever came is let go. Clients that say no type mean
 * JSON. Throws UnsupportedMediaType, BodyTooLarge, MalformedJson.
 */
export async function readArmBody(req: Request, res: Response): Promise<Record<string, unknown>> {
  // Nothing is of no type, whatever its sender calls it.
  if (req.headers['content-length'] === '0') return {};
  req.headers['content-type'] ||= json;
  const body = await readJson(req, res);
  if (typeof body === 'object' && body !== null && !Array.isArray(body)) return body as Record<string, unknown>;
  throw new Fault('MalformedJson', { why: body === undefined ? 'there is no body' : 'it is not an object' });
}

/** What is read of a body: its fields in native form, and what cannot be said there at all. */
interface Read {
  body: Record<string, unknown>;
  faults: readonly Detail[];
}

/** Checks the fields of a body against the native schema: all faults at once. Throws InvalidBody. */
export function checkedBody<T extends z.ZodType>(schema: T, { body, faults }: Read): z.output<T> {
  try {
    const parsed = parse(schema, body);
    if (faults.length === 0) return parsed;
    throw invalid([...faults]);
  } catch (error) {
    if (faults.length === 0 || !(error instanceof Fault)) throw error;
    // What could not be read is missing in the body, which says nothing more.
    const echoes = ({ path, code }: Detail): boolean =>
      code === 'Required' && faults.some((fault) => fault.path.startsWith(`properties.${path}`));
    throw invalid([
      ...faults,
      ...(error.details ?? []).filter((detail) => !faults.includes(detail) && !echoes(detail)),
    ]);
  }
}

function invalid(details: Detail[]): Fault {
  const faults = details.map(({ path, message }) => `${path}: ${message}`);
  return new Fault('InvalidBody', { faults: faults.slice(0, 10) }, details);
}

/** A body without what is null, which is as good as absent, and without fields that the API has not; these are named. */
export function known(
  sent: Record<string, unknown>,
  fields: readonly string[],
): { body: Record<string, unknown>; dropped: string[] } {
  const given = Object.entries(sent).filter(([, value]) => value !== null);
  return {
    body: Object.fromEntries(given.filter(([field]) => fields.includes(field))),
    dropped: given.map(([field]) => field).filter((field) => !fields.includes(field)),
  };
}

/** What every resource is read with and may be sent back with. */
const envelope = ['id', 'name', 'type', 'properties'];

/** Tells the caller in a Warning header which fields beside `properties` had no effect. */
export function warnOfDropped(res: Response, dropped: readonly string[]): void {
  const told = dropped.filter((field) => !envelope.includes(field));
  warn(
    res,
    told.map((path) => detailAt(path, 'NotInApi')),
  );
}

/** The most that a header says of dropped fields. */
const warningCharsMost = 2_000;

/** Tells the caller in a Warning header what of the body had no effect, or is written otherwise now. */
export function warn(res: Response, warnings: readonly Pick<Detail, 'path' | 'message'>[]): void {
  if (warnings.length === 0) return;
  const text = warnings.map(({ path, message }) => `${path}: ${message}`).join('; ');
  // A header holds no quotes, backslashes or characters past ASCII; names of fields may.
  res.append('warning', `299 - "${text.replace(/[^\x20-\x7e]|["\\]/g, '?').slice(0, warningCharsMost)}"`);
}
