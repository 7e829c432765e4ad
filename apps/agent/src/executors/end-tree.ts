import type { Clock } from '@trainyard/runtime/clock';
import { type Belonging, type ProcessId, processesOf } from './proc.ts';

/** Looks at a tree that ends: soon at first, then not more often than a scan of /proc is cheap. */
const lookMs = { first: 5, most: 100 } as const;
/** A process that outlives SIGKILL this long hangs in the kernel; waiting longer frees nothing. */
export const killedMs = 30_000;

/**
 * Ends every process that belongs: SIGTERM, after `graceMs` SIGKILL, again and again until none is left. Answers those that even
 * SIGKILL did not end within `patienceMs`. `hurry` cuts the grace short.
 */
export async function endTree(
  belonging: Belonging & { group?: { kill(): void } | undefined },
  graceMs: number,
  clock: Clock,
  hurry?: AbortSignal,
  patienceMs = killedMs,
): Promise<ProcessId[]> {
  const from = clock.monotonic();
  const told = new Set<string>();
  let killFrom: number | undefined;
  for (let wait: number = lookMs.first; ; wait = Math.min(lookMs.most, wait * 2)) {
    const left = processesOf(belonging);
    if (left.length === 0) return [];
    const now = clock.monotonic();
    if (killFrom === undefined && (now - from >= graceMs || hurry?.aborted)) killFrom = now;
    if (killFrom !== undefined && now - killFrom > patienceMs) return left;
    if (killFrom !== undefined) belonging.group?.kill();
    for (const id of left) {
      const key = `${id.pid}/${id.startTime}`;
      if (killFrom !== undefined) send(id.pid, 'SIGKILL');
      else if (!told.has(key)) send(id.pid, 'SIGTERM');
      told.add(key);
    }
    // A killed fork bomb loses this race only by being killed faster than it forks: then look again at once.
    await pause(clock, killFrom === undefined ? wait : lookMs.first);
  }
}

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It ended meanwhile.
  }
}

function pause(clock: Clock, ms: number): Promise<void> {
  return new Promise((resolve) => clock.setTimeout(resolve, ms));
}
