import { Fault } from '@trainyard/contracts/errors';
import type { Tx } from '@trainyard/db/writer';
import type { CommandPorts } from './command.ts';
import { mustStay } from './find.ts';
import { openSecrets } from './secrets.ts';

/** A body as it is kept: its fields in the open, and what is sealed apart from them. */
export interface KeptBody {
  fields: object;
  secrets: readonly { name: string; value?: string | undefined }[];
}

/** Fields that a refusal names: enough to see what is meant. */
const namedMost = 10;

/**
 * Judges a body that names something that is there already (`row`, made of `before`). Without `orSame` every one is refused with AlreadyExists;
 * with it one that says the same, values of secrets too, is let pass, and another one refused with ExistsDifferently, which names the fields and
 * never a value. `placeOf`: the field in which a secret of a name stands. Throws BeingDeleted for what is on its way out.
 */
export function mustBeSame(
  tx: Tx,
  { vault }: Pick<CommandPorts, 'vault'>,
  what: { kind: string; row: { uid: string; name: string; state: string }; orSame: boolean | undefined },
  bodies: { before: object; now: KeptBody; placeOf: (secret: string) => string },
): void {
  const { kind, row, orSame } = what;
  const { before, now, placeOf } = bodies;
  if (!orSame) throw new Fault('AlreadyExists', { kind, name: row.name });
  mustStay(kind, row);
  const secrets = differingSecrets(openSecrets(tx, vault, row.uid), now.secrets).map(placeOf);
  refuseDifferent(kind, row.name, [...differingFields(before, now.fields), ...secrets]);
}

/** Throws ExistsDifferently when there are any fields; nothing for none. */
export function refuseDifferent(kind: string, name: string, fields: readonly string[]): void {
  if (fields.length === 0) return;
  const named = [...new Set(fields)].slice(0, namedMost);
  throw new Fault('ExistsDifferently', { kind, name, fields: named });
}

/** Paths at which two JSON values differ, `a.b[0].c` each; what is undefined is absent. The order of an object's fields says nothing. */
export function differingFields(before: unknown, now: unknown, path = ''): string[] {
  if (before === now) return [];
  if (Array.isArray(before) && Array.isArray(now) && before.length === now.length) {
    return before.flatMap((one, at) => differingFields(one, now[at], `${path}[${at}]`));
  }
  if (isObject(before) && isObject(now)) {
    const names = new Set([...Object.keys(before), ...Object.keys(now)]);
    return [...names].flatMap((name) =>
      differingFields(before[name], now[name], path === '' ? name : `${path}.${name}`),
    );
  }
  return [path];
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Names of secrets of which one side has none, or another value. */
function differingSecrets(sealed: Readonly<Record<string, string>>, given: KeptBody['secrets']): string[] {
  const before = new Map(Object.entries(sealed));
  // Of two of a name the last is the one that is sealed.
  const now = new Map(given.flatMap(({ name, value }) => (value === undefined ? [] : [[name, value] as const])));
  return [...new Set([...before.keys(), ...now.keys()])].filter((name) => before.get(name) !== now.get(name));
}
