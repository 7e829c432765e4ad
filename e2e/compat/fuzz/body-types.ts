/** What a body or a part of it may be: enough to make right ones and to know what is wrong about others. */
export type BodyType =
  | { kind: 'string' /** Values that are right. */; right: readonly string[] }
  | { kind: 'integer'; right: readonly number[] }
  | { kind: 'boolean' }
  /** Names and texts. */
  | { kind: 'map' }
  | { kind: 'list'; of: BodyType }
  | ObjectType;

export interface ObjectType {
  kind: 'object';
  fields: Readonly<Record<string, BodyType>>;
  required: readonly string[];
  /** Fields of which exactly one is given. */
  oneOf: readonly string[];
}

/** A body that some address takes. */
export interface BodyOf {
  resource: 'workspaces' | 'clusters' | 'fileServers' | 'jobs';
  type: ObjectType;
  /** False when what follows the types may still be refused, since its values go together in ways that types do not tell. */
  alwaysRight: boolean;
}

export const text = (...right: string[]): BodyType => ({ kind: 'string', right });
export const integer = (...right: number[]): BodyType => ({ kind: 'integer', right });
export const list = (of: BodyType): BodyType => ({ kind: 'list', of });

/** An object; names that end with `*` are required. */
export function object(fields: Record<string, BodyType>, oneOf: readonly string[] = []): ObjectType {
  const named = Object.entries(fields).map(([name, type]) => [name.replace('*', ''), type] as const);
  const required = Object.keys(fields).filter((name) => name.endsWith('*'));
  return {
    kind: 'object',
    fields: Object.fromEntries(named),
    required: required.map((name) => name.slice(0, -1)),
    oneOf,
  };
}
