import { closeSync, openSync, readdirSync, readFileSync, readSync } from 'node:fs';

/** A process that cannot be mistaken for a later one with the same number. */
export interface ProcessId {
  pid: number;
  /** Clock ticks between the start of the machine and that of the process: field 22 of /proc/PID/stat. */
  startTime: number;
}

export interface ProcessStat extends ProcessId {
  /** One letter of proc(5); Z is a zombie, X is dead. */
  state: string;
  parent: number;
  session: number;
  /** A thread of the kernel: it has no environment and belongs to nobody. */
  kernel: boolean;
}

/** PF_KTHREAD in the kernel's include/linux/sched.h. */
const kernelThread = 0x0020_0000;

/** What the kernel says of a process; undefined when there is none. Format: proc_pid_stat(5). */
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

/** The command's name stands in parentheses and may hold any byte, so fields are counted from the last one. */
export function parseStat(pid: number, line: string): ProcessStat | undefined {
  const fields = line.slice(line.lastIndexOf(')') + 2).split(' ');
  const [state, parent, , session] = fields;
  const startTime = Number(fields[19]);
  if (state === undefined || !Number.isFinite(startTime)) return undefined;
  const kernel = (Number(fields[6]) & kernelThread) !== 0;
  return { pid, startTime, state, parent: Number(parent), session: Number(session), kernel };
}

/** True while exactly this process runs: same number, same start, and not a zombie. */
export function lives(id: ProcessId): boolean {
  const stat = statOf(id.pid);
  return stat !== undefined && stat.startTime === id.startTime && !isGone(stat);
}

function isGone(stat: ProcessStat): boolean {
  return stat.state === 'Z' || stat.state === 'X';
}

/** Which processes to look for. */
export interface Belonging {
  /** Value of TRAINYARD_FENCE that children inherit, also after setsid and double forks. */
  fence: string;
  /** The processes that were started for it. */
  roots: ProcessId[];
  /** Sessions that this agent led by a root until just now: their members stay found after the leader ended. */
  sessions: number[];
}

/** Scans are repeated while processes vanish under them, since one that vanished may have left a child; then it is enough. */
const scansMax = 16;

/** Every living process that belongs, by inherited variable, by descent or by session. */
export function processesOf(belonging: Belonging): ProcessId[] {
  for (let scan = 1; ; scan++) {
    const { found, vanished } = scanOnce(belonging);
    if (found.length > 0 || !vanished || scan === scansMax) return found;
  }
}

function scanOnce({ fence, roots, sessions }: Belonging): { found: ProcessId[]; vanished: boolean } {
  let vanished = false;
  const stats: ProcessStat[] = [];
  for (const name of readdirSync('/proc')) {
    const pid = Number(name);
    if (!Number.isInteger(pid) || pid === process.pid) continue;
    const stat = statOf(pid);
    if (stat === undefined) vanished = true;
    else if (!isGone(stat) && !stat.kernel) stats.push(stat);
  }
  const belongs = new Set<number>();
  for (const stat of stats) {
    const isRoot = roots.some((root) => root.pid === stat.pid && root.startTime === stat.startTime);
    if (isRoot || sessions.includes(stat.session)) belongs.add(stat.pid);
    else {
      const inherited = inherits(stat.pid, fence);
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
export function inherits(pid: number, fence: string): boolean | undefined {
  try {
    const environment = readProc(`/proc/${pid}/environ`);
    const wanted = `TRAINYARD_FENCE=${fence}\0`;
    return environment.indexOf(wanted, 0, 'latin1') === 0 || environment.includes(`\0${wanted}`, 0, 'latin1');
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EACCES' ? false : undefined;
  }
}

/** Identity of this start of the machine. */
export function readBootId(): string {
  return readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').trim();
}
