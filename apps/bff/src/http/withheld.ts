import { withheldFields } from '@trainyard/contracts/withheld-fields';

/**
 * A copy of a stored body without what is write-only: control keeps secrets apart already, so this is the second fence. Entries
 * of `secrets` keep their names and references.
 */
export function withoutWithheld<T>(value: T): T {
  if (Array.isArray(value)) return value.map(withoutWithheld) as T;
  if (value === null || typeof value !== 'object') return value;
  const shown = Object.entries(value)
    .filter(([field]) => !withheldFields.has(field))
    .map(([field, inner]) => [field, field === 'secrets' ? withoutValues(inner) : withoutWithheld(inner)]);
  return Object.fromEntries(shown) as T;
}

function withoutValues(secrets: unknown): unknown {
  if (!Array.isArray(secrets)) return undefined;
  return secrets.map((secret: Record<string, unknown>) => {
    const { value: _value, ...shown } = secret;
    return shown;
  });
}
