/** Values that are written and never read. */
const hidden = new Set(['accountKey', 'adminUserPassword', 'password', 'instrumentationKey']);

/** Of a list with this name each item's value is hidden too. */
const secret = 'secrets';

/** Fields of older versions that mean nothing in the last one. */
const older = new Set(['outputDirectories.type', 'outputDirectories.createNew', 'toolType']);

/** Fields of ours, which the wire takes and does not tell. */
const ours = new Set(['tensorFlowSettings.masterTaskType']);

/** Fields that were sent and do not come back as they were, in words; what else comes back is nobody's loss. */
export function lostOf(sent: unknown, back: unknown, path = ''): string[] {
  if (typeof sent !== 'object' || sent === null) {
    return same(sent, back, path) ? [] : [`${path}: ${JSON.stringify(back)} for ${JSON.stringify(sent)}`];
  }
  return Object.entries(sent).flatMap(([name, value]) => {
    const at = Array.isArray(sent) ? path : path === '' ? name : `${path}.${name}`;
    const got = (back as Record<string, unknown> | undefined)?.[name];
    if (value === null || older.has(at) || ours.has(at)) return [];
    if (hidden.has(name) || at === `${secret}.value`) return got === undefined ? [] : [`${at} was shown`];
    return lostOf(value, got, at);
  });
}

function same(sent: unknown, back: unknown, path: string): boolean {
  if (sent === back) return true;
  // The service wrote sizes in capitals, and ids as it writes them itself.
  const folds = path === 'vmSize' || path.endsWith('.id') || path === 'cluster.id';
  return folds && String(sent).toLowerCase() === String(back).toLowerCase();
}
