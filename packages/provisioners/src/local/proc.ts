import { readFileSync } from 'node:fs';

/** What /proc/PID/stat says of a process (proc(5)); `startTicks` with the pid is its identity, since pids are reused. */
export interface ProcessStat {
  pid: number;
  state: string;
  ppid: number;
  pgrp: number;
  session: number;
  /** Device of the controlling terminal; 0 when there is none. */
  tty: number;
  /** Clock ticks between the machine's start and the process's. */
  startTicks: string;
}

/** Reads one process; undefined when it is gone. */
export function readStat(pid: number): ProcessStat | undefined {
  let text: string;
  try {
    text = readFileSync(`/proc/${pid}/stat`, 'latin1');
  } catch {
    return undefined;
  }
  // The name stands in brackets and may itself hold spaces and brackets: fields count from the last one.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  const [state, ppid, pgrp, session, tty] = fields;
  const startTicks = fields[19];
  if (state === undefined || startTicks === undefined) return undefined;
  return {
    pid,
    state,
    ppid: Number(ppid),
    pgrp: Number(pgrp),
    session: Number(session),
    tty: Number(tty),
    startTicks,
  };
}

/** A zombie runs nothing any more: it only waits for its parent to take note. */
export function isDead(stat: ProcessStat): boolean {
  return stat.state === 'Z' || stat.state === 'X';
}

/** Changes with each start of the machine; start times are only comparable under the same one. */
export function readBootId(): string {
  return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
}

export interface ProcessIdentity {
  pid: number;
  startTicks: string;
  bootId: string;
}

/** Whether exactly this process lives: another one under the same pid does not count. */
export function isAlive(identity: ProcessIdentity): boolean {
  const stat = readStat(identity.pid);
  return (
    stat !== undefined && !isDead(stat) && stat.startTicks === identity.startTicks && identity.bootId === readBootId()
  );
}

/** Sends a signal to exactly this process; does nothing when it is gone or its pid is another's by now. */
export function signal(identity: ProcessIdentity, name: 'SIGTERM' | 'SIGKILL'): void {
  if (!isAlive(identity)) return;
  try {
    process.kill(identity.pid, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
