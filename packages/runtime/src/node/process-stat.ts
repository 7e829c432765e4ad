import { readFileSync } from 'node:fs';

/** What /proc/PID/stat says of a process: proc_pid_stat(5). */
export interface ProcessStat {
  pid: number;
  /** One letter; Z is a zombie, X is dead. */
  state: string;
  parent: number;
  group: number;
  session: number;
  /** Device of the controlling terminal; 0 when there is none. */
  terminal: number;
  /** A thread of the kernel: it has no environment and belongs to nobody. */
  kernel: boolean;
  /** Clock ticks between the start of the machine and that of the process. */
  startTime: number;
  /** Clock ticks of processor time, its own and of children that it waited for. */
  cpuTicks: number;
  /** Resident memory in pages. */
  pages: number;
}

/** A process that cannot be mistaken for a later one with the same number, on this start of the machine or another. */
export interface ProcessIdentity {
  pid: number;
  startTime: number;
  bootId: string;
}

/** PF_KTHREAD in the kernel's include/linux/sched.h. */
const kernelThread = 0x0020_0000;

/** Reads one process; undefined when there is none. */
export function readStat(pid: number): ProcessStat | undefined {
  try {
    return parseStat(pid, readFileSync(`/proc/${pid}/stat`, 'latin1'));
  } catch {
    return undefined;
  }
}

/** The command's name stands in parentheses and may hold any byte, so fields are counted from the last one. */
export function parseStat(pid: number, line: string): ProcessStat | undefined {
  const fields = line.slice(line.lastIndexOf(')') + 2).split(' ');
  const number = (field: number): number => Number(fields[field - 3]);
  const [state] = fields;
  if (!state || fields.length < 22 || !Number.isFinite(number(22))) return undefined;
  return {
    pid,
    state,
    parent: number(4),
    group: number(5),
    session: number(6),
    terminal: number(7),
    kernel: (number(9) & kernelThread) !== 0,
    startTime: number(22),
    cpuTicks: number(14) + number(15) + number(16) + number(17),
    pages: number(24),
  };
}

/** A zombie runs nothing any more: it only waits for its parent to take note. */
export function isDead({ state }: Pick<ProcessStat, 'state'>): boolean {
  return state === 'Z' || state === 'X';
}

/** Identity of this start of the machine; start times are only comparable under the same one. */
export function readBootId(): string {
  return readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').trim();
}

/** Who a living process is; undefined when there is none. */
export function identityOf(pid: number): ProcessIdentity | undefined {
  const stat = readStat(pid);
  return stat && !isDead(stat) ? { pid, startTime: stat.startTime, bootId: readBootId() } : undefined;
}

/** Whether exactly this process lives: another one under the same pid does not count. */
export function isAlive({ pid, startTime, bootId }: ProcessIdentity): boolean {
  const now = identityOf(pid);
  return now?.startTime === startTime && now.bootId === bootId;
}
