import fc from 'fast-check';
import type { BodyType, ObjectType } from './body-types.ts';

/** A JSON value. */
export type Json = null | boolean | number | string | Json[] | { [name: string]: Json };

/** Texts that programs trip over. */
const oddTexts = [
  '',
  ' ',
  '\0',
  '../../etc/passwd',
  '%2e%2e%2f',
  '\ud800',
  '\u202egnp.exe',
  '\ufeffbom',
  'a\r\nx: y',
  'İstanbul ﬀ ß',
  '👩‍👩‍👧‍👦'.repeat(40),
  'e\u0301'.repeat(300),
  '__proto__',
  '#{7*7}',
  "'; DROP TABLE jobs; --",
  'x'.repeat(70_000),
];
/** None of them is a count that would really be made. */
const oddNumbers = [-1, -0.5, 1.5, 2 ** 31, 2 ** 53, -(2 ** 63), 1e30, 1e308, 5e-324];

export const oddText: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom(...oddTexts),
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.string({ unit: 'grapheme', maxLength: 40 }),
);
const deep = (depth: number): Json => {
  let value: Json = 'deep';
  for (let at = 0; at < depth; at++) value = at % 2 === 0 ? [value] : { properties: value };
  return value;
};

/** Any JSON value at all. */
export const anything: fc.Arbitrary<Json> = fc.oneof(
  fc.constantFrom<Json>(null, true, false, [], {}, [[]], [null], { id: null }, { toString: 1 }),
  fc.constantFrom(...oddNumbers),
  oddText,
  fc.integer({ min: 1, max: 3_000 }).map(deep),
  fc.jsonValue({ maxDepth: 3 }).map((value) => value as Json),
);

/** Bodies that follow a type. */
export function rightOf(type: BodyType): fc.Arbitrary<Json> {
  switch (type.kind) {
    case 'string':
      return fc.constantFrom(...type.right);
    case 'integer':
      return fc.constantFrom(...type.right);
    case 'boolean':
      return fc.boolean();
    case 'map':
      return fc.dictionary(
        fc.constantFrom('team', 'cost center', 'größe'),
        fc.constantFrom('', '7', '学習'),
      ) as fc.Arbitrary<Json>;
    case 'list':
      return fc.array(rightOf(type.of), { maxLength: 1 });
    case 'object':
      return rightObject(type);
  }
}

function rightObject({ fields, required, oneOf }: ObjectType): fc.Arbitrary<Json> {
  const chosen: fc.Arbitrary<string | undefined> =
    oneOf.length > 0 ? fc.constantFrom(...oneOf) : fc.constant(undefined);
  return chosen.chain((one) => {
    const names = Object.keys(fields).filter((name) => !oneOf.includes(name) || name === one);
    const model = Object.fromEntries(names.map((name) => [name, rightOf(fields[name] as BodyType)]));
    const requiredKeys = names.filter((name) => required.includes(name) || name === one);
    return fc.record(model, { requiredKeys }) as fc.Arbitrary<Json>;
  });
}

/** A place in a body: names and numbers of items. */
export type Place = readonly (string | number)[];

/** Every place in a value but its top. */
export function placesIn(value: Json, at: Place = []): Place[] {
  if (typeof value !== 'object' || value === null) return [];
  const inner: [string | number, Json][] = Array.isArray(value)
    ? value.map((one, index) => [index, one])
    : Object.entries(value);
  return inner.flatMap(([name, one]) => [[...at, name], ...placesIn(one, [...at, name])]);
}

/** A value with another one at a place; undefined takes away what is there. */
export function replaced(value: Json, [first, ...rest]: Place, by: Json | undefined): Json {
  if (first === undefined) return by ?? null;
  const inner = (value as Record<string, Json>)[first] ?? null;
  const now = rest.length > 0 ? replaced(inner, rest, by) : by;
  if (Array.isArray(value))
    return value.flatMap((one, at) => (at === first ? (now === undefined ? [] : [now]) : [one]));
  const kept = Object.entries(value as Record<string, Json>).filter(([name]) => name !== first);
  return Object.fromEntries(now === undefined ? kept : [...kept, [String(first), now]]);
}

/** What was done to a body that was right. */
export interface Change {
  how: 'wrong type' | 'taken away' | 'one more field' | 'odd value';
  place: Place;
  body: Json;
}

/** A right body with one thing changed. */
export function changedOf(right: fc.Arbitrary<Json>): fc.Arbitrary<Change> {
  return right
    .filter((body) => placesIn(body).length > 0)
    .chain((body) => {
      const place = fc.constantFrom(...placesIn(body));
      return fc.oneof(
        place.chain((at) =>
          otherType(valueAt(body, at)).map(
            (by): Change => ({ how: 'wrong type', place: at, body: replaced(body, at, by) }),
          ),
        ),
        place.map((at): Change => ({ how: 'taken away', place: at, body: replaced(body, at, undefined) })),
        fc
          .tuple(
            place,
            fc.constantFrom('extra', 'constructor', 'größe', 'id2'),
            // Null says that nothing is there.
            anything.filter((by) => by !== null),
          )
          .map(([at, name, by]): Change => {
            const object = at.slice(0, -1);
            const inside = Array.isArray(valueAt(body, object)) ? at.slice(0, -2) : object;
            return { how: 'one more field', place: [...inside, name], body: replaced(body, [...inside, name], by) };
          }),
        fc
          .tuple(place, anything)
          .map(([at, by]): Change => ({ how: 'odd value', place: at, body: replaced(body, at, by) })),
      );
    });
}

function valueAt(value: Json, place: Place): Json {
  return place.reduce<Json>((inner, name) => (inner as Record<string, Json>)[name] ?? null, value);
}

/** A value of another type than this one; null is none, since it means that nothing is there. */
function otherType(value: Json): fc.Arbitrary<Json> {
  const kindOf = (one: Json) => (Array.isArray(one) ? 'array' : typeof one);
  const all: Json[] = ['text', 2 ** 40, true, ['list'], { key: 'value' }];
  return fc.constantFrom(...all.filter((one) => kindOf(one) !== kindOf(value)));
}
