/** What a long-running operation does to its subject. */
export const operationVerbs = ['create', 'delete', 'terminate'] as const;
export type OperationVerb = (typeof operationVerbs)[number];

/** Version digits that no UUID in use has: `c`reate, `d`elete, `e`nd. */
const digits: Readonly<Record<OperationVerb, string>> = { create: 'c', delete: 'd', terminate: 'e' };

/** Where the version stands in a UUID; that of a uid is 7. */
const versionAt = 14;

/**
 * The GUID of an operation: the uid of its subject with another version digit, so that nothing is kept of operations and their GUIDs outlive
 * every restart.
 */
export function formatOperationId(uid: string, verb: OperationVerb): string {
  return `${uid.slice(0, versionAt)}${digits[verb]}${uid.slice(versionAt + 1)}`;
}

/** The way back; undefined for what is no such GUID. */
export function parseOperationId(text: string): { uid: string; verb: OperationVerb } | undefined {
  const match = /^([0-9a-f]{8}-[0-9a-f]{4}-)([cde])([0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12})$/.exec(
    text.toLowerCase(),
  );
  const verb = operationVerbs.find((one) => digits[one] === match?.[2]);
  return match && verb ? { uid: `${match[1]}7${match[3]}`, verb } : undefined;
}
