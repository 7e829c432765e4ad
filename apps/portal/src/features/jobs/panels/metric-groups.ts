/** Which metrics stand in one chart. Pure. */

export interface MetricGroup {
  /** What they have in common. */
  title: string;
  names: string[];
}

/** Lines in one frame; what is more goes into the next. */
const linesMost = 8;

const phases = /^(?:train|training|val|valid|validation|eval|test)[_/.-]/i;

/** What a metric is of, without the phase it was measured in: `loss` of `val_loss` and `train/loss`. */
const kindOf = (name: string): string => name.replace(phases, '');

/** Puts the same kind of different phases into one chart, in the order in which the log told of them. */
export function groupMetrics(names: readonly string[]): MetricGroup[] {
  const groups = new Map<string, string[]>();
  for (const name of names) {
    const kind = kindOf(name);
    groups.set(kind, [...(groups.get(kind) ?? []), name]);
  }
  return [...groups].flatMap(([kind, all]) => {
    const parts: MetricGroup[] = [];
    for (let at = 0; at < all.length; at += linesMost) {
      const part = all.slice(at, at + linesMost);
      parts.push({ title: part.length === 1 ? (part[0] as string) : kind, names: part });
    }
    return parts;
  });
}
