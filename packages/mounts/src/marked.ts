import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { isDead, readStat } from '@trainyard/runtime/node/process-stat';

export const markName = 'TRAINYARD_MOUNT';

/** Helpers end by themselves once their mount is off; who does not within this is killed. */
const graceMs = 2_000;
/** A killed process is gone within a few ms unless the kernel holds it. */
const patienceMs = 5_000;

/** Who serves a mount. */
export type Helper = { pid: number; startTime: number };

/** A helper by its pid; undefined where none lives under it. */
export function helperOf(pid: number): Helper | undefined {
  const stat = readStat(pid);
  return stat && !isDead(stat) ? { pid, startTime: stat.startTime } : undefined;
}

/** Whether exactly this process lives. */
export function lives({ pid, startTime }: Helper): boolean {
  return helperOf(pid)?.startTime === startTime;
}

/** Living processes that carry exactly this mark in the environment that they were started with. */
export function findMarked(mark: string): Helper[] {
  const wanted = `${markName}=${mark}`;
  return readdirSync('/proc').flatMap((name) => {
    const pid = Number(name);
    if (!Number.isInteger(pid) || pid === process.pid || !environmentOf(pid).includes(wanted)) return [];
    return helperOf(pid) ?? [];
  });
}

/** Ends all that carry the mark, in order if they take it in time; answers who does not end. */
export async function endMarked(mark: string): Promise<Helper[]> {
  const from = performance.now();
  for (let isFirst = true; ; isFirst = false) {
    const left = findMarked(mark);
    const after = performance.now() - from;
    if (left.length === 0 || after > graceMs + patienceMs) return left;
    if (isFirst || after > graceMs) for (const one of left) signal(one, isFirst ? 'SIGTERM' : 'SIGKILL');
    await pause(20);
  }
}

function signal(helper: Helper, name: 'SIGTERM' | 'SIGKILL'): void {
  try {
    if (lives(helper)) process.kill(helper.pid, name);
  } catch {
    // Gone since, or another user's: then it stays in the answer.
  }
}

/** Empty where it is gone, another user's or the kernel's. */
function environmentOf(pid: number): string[] {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0');
  } catch {
    return [];
  }
}
