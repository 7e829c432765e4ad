import { type Fields, isFields } from './body-walk.ts';

/** What is taken of a value: `true` as it is, named fields of an object, those of each object of a list, or what a function makes of it. */
export type Pick =
  | true
  | { readonly fields: Picks }
  | { readonly each: Picks }
  | { readonly made: (value: unknown) => unknown };
export type Picks = Readonly<Record<string, Pick>>;

/** The named fields of an object as far as they are there: null is left out, as the service left it out. */
export function picked(value: Fields, wanted: Picks): Fields {
  const kept: Fields = {};
  for (const [field, pick] of Object.entries(wanted)) {
    const found = one(value[field], pick);
    if (found !== undefined && found !== null) kept[field] = found;
  }
  return kept;
}

function one(value: unknown, pick: Pick): unknown {
  if (pick === true) return value;
  if ('made' in pick) return value === undefined ? undefined : pick.made(value);
  if ('each' in pick)
    return Array.isArray(value) ? value.filter(isFields).map((item) => picked(item, pick.each)) : undefined;
  return isFields(value) ? picked(value, pick.fields) : undefined;
}
