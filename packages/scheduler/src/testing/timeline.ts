import type { Decision, Scheduler, SchedulerUnit, Snapshot } from '../interface.ts';
import { noon } from './worlds.ts';

/** How long a unit really runs, as a share of its limit. */
export type RunShare = (unit: SchedulerUnit) => number;

/**
 * Runs a world on without new jobs, faults or changes: what starts ends when it does, victims stop after a while, and the scheduler is
 * asked after each step. Gives when each unit first started.
 */
export function runOn(
  scheduler: Scheduler,
  world: Snapshot,
  share: RunShare,
  watch: (now: number, decisions: readonly Decision[]) => void = () => {},
  most = 400,
): Map<string, number> {
  const ends: { at: number; unit: SchedulerUnit }[] = [];
  const units = new Map(world.units.map((unit) => [unit.uid, unit]));
  const firstStarts = new Map<string, number>();
  let now = noon;
  const runsUntil = (unit: SchedulerUnit) => (unit.startedAt ?? now) + Math.ceil(unit.limitMs * share(unit));
  for (const unit of world.units) if (unit.held) ends.push({ at: Math.max(now, runsUntil(unit)), unit });
  let shards = 0;
  for (let step = 0; step < most; step++) {
    for (;;) {
      const decisions = scheduler.decide(now, 100);
      watch(now, decisions);
      const starts = decisions.filter((one) => one.type === 'start');
      for (const { unitUid, placements } of starts) {
        const unit = units.get(unitUid) as SchedulerUnit;
        if (!firstStarts.has(unitUid)) firstStarts.set(unitUid, now);
        const { array, ...plain } = unit;
        const uid = array ? `${unitUid}.${shards++}` : unitUid;
        const running = { ...plain, uid, held: placements, startedAt: now };
        if (array) {
          const left = { left: array.left - 1, parallel: array.parallel - 1 };
          units.set(unitUid, { ...unit, array: left });
          scheduler.apply(
            left.left > 0 ? { type: 'unit', unit: { ...unit, array: left } } : { type: 'unitGone', uid: unitUid },
          );
        }
        units.set(uid, running);
        scheduler.apply({ type: 'unit', unit: running });
        ends.push({ at: runsUntil(running), unit: running });
      }
      if (starts.length === 0) break;
    }
    ends.sort((a, b) => a.at - b.at);
    const next = ends.shift();
    if (!next) break;
    now = Math.max(now, next.at);
    scheduler.apply({ type: 'unitGone', uid: next.unit.uid });
    for (const { nodeUid } of next.unit.held ?? []) {
      const node = world.nodes.find(({ uid }) => uid === nodeUid);
      const shared = ends.some(({ unit }) => unit.held?.some((part) => part.nodeUid === nodeUid));
      if (node) scheduler.apply({ type: 'node', node: { ...node, idleSince: shared ? null : now } });
    }
  }
  return firstStarts;
}
