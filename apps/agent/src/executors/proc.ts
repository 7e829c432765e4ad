import { closeSync, openSync, readdirSync, readSync } from 'node:fs';
import { isDead, type ProcessStat, parseStat } from '@trainyard/runtime/node/process-stat';

/** A process that cannot be mistaken for a later one with the same number. */
export interface ProcessId {
  pid: number;
  /** Clock ticks between the start of the machine and that of the process: field 22 of /proc/PID/stat. */
  startTime: number;
}

/** What the kernel says of a process; undefined when there is none. */
export function statOf(pid: number): ProcessStat | undefined {
  let bytes: Buffer;
  try {
    bytes = readProc(`/proc/${pid}/stat`);
  } catch {
    return undefined;
  }
  return parseStat(pid, bytes.toString('latin1'));
}

/** Grows to the largest environment seen; the kernel takes 6 MiB of arguments and environment at most. */
let buffer = Buffer.allocUnsafe(64 * 1024);

/** A file of /proc in one buffer that the next call writes over: a look at the whole machine must take no more than a few ms. */
function readProc(path: string): Buffer {
  const fd = openSync(path, 'r');
  try {
    for (let length = 0; ; ) {
      const read = readSync(fd, buffer, length, buffer.length - length, null);
      length += read;
      if (read === 0) return buffer.subarray(0, length);
      if (length === buffer.length) buffer = Buffer.concat([buffer, Buffer.allocUnsafe(length)]);
    }
  } finally {
    closeSync(fd);
  }
}

/** True while exactly this process runs: same number, same start, and not a zombie. */
export function lives(id: ProcessId): boolean {
  const stat = statOf(id.pid);
  return stat !== undefined && stat.startTime === id.startTime && !isDead(stat);
}

/** Which processes to look for. */
export interface Belonging {
  /** Value of TRAINYARD_FENCE that children inherit, also after setsid and double forks; of `variable` where that is another. */
  fence: string;
  variable?: string;
  /** The processes that were started for it. */
  roots: ProcessId[];
  /** Sessions that this agent led by a root until just now: their members stay found after the leader ended. */
  sessions: number[];
  /** The group that they were started in, where there is one: who is in it belongs, whatever it did with all of the above. */
  group?: { pids(): number[] } | undefined;
}

/** Scans are repeated while processes vanish under them, since one that vanished may have left a child; then it is enough. */
const scansMax = 16;

/** Every living process that belongs: by its group, by inherited variable, by descent or by session. */
export function processesOf(belonging: Belonging): ProcessId[] {
  for (let scan = 1; ; scan++) {
    const { found, vanished } = scanOnce(belonging);
    if (found.length > 0 || !vanished || scan === scansMax) return found;
  }
}

function scanOnce({ fence, variable, roots, sessions, group }: Belonging): { found: ProcessId[]; vanished: boolean } {
  let vanished = false;
  const stats: ProcessStat[] = [];
  for (const name of readdirSync('/proc')) {
    const pid = Number(name);
    if (!Number.isInteger(pid) || pid === process.pid) continue;
    const stat = statOf(pid);
    if (stat === undefined) vanished = true;
    else if (!isDead(stat) && !stat.kernel) stats.push(stat);
  }
  const members = new Set(group?.pids());
  const belongs = new Set<number>();
  for (const stat of stats) {
    const isRoot = roots.some((root) => root.pid === stat.pid && root.startTime === stat.startTime);
    if (isRoot || members.has(stat.pid) || sessions.includes(stat.session)) belongs.add(stat.pid);
    else {
      const inherited = inherits(stat.pid, fence, variable);
      if (inherited === undefined) vanished = true;
      else if (inherited) belongs.add(stat.pid);
    }
  }
  addDescendants(stats, belongs);
  return { found: stats.filter((stat) => belongs.has(stat.pid)), vanished };
}

function addDescendants(stats: ProcessStat[], belongs: Set<number>): void {
  for (let grown = true; grown; ) {
    grown = false;
    for (const { pid, parent } of stats) {
      if (belongs.has(pid) || !belongs.has(parent)) continue;
      belongs.add(pid);
      grown = true;
    }
  }
}

/** Whether a process was started with this fence in its environment; undefined when it is gone, false when it is not ours to read. */
export function inherits(pid: number, fence: string, variable = 'TRAINYARD_FENCE'): boolean | undefined {
  try {
    const environment = readProc(`/proc/${pid}/environ`);
    const wanted = `${variable}=${fence}\0`;
    return environment.indexOf(wanted, 0, 'latin1') === 0 || environment.includes(`\0${wanted}`, 0, 'latin1');
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EACCES' ? false : undefined;
  }
}
