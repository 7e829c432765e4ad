import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import type { ProcessId } from '../executors/proc.ts';

/** State of a socket that waits for connections, in the kernel's table. */
const listening = '0A';

/**
 * True when one of the processes listens on the port, in whichever network it lives: a port on a shared machine may just as well be
 * that of another job.
 */
export function listensOn(processes: readonly ProcessId[], port: number): boolean {
  return processes.some(({ pid }) => {
    const sockets = listenersOn(pid, port);
    return sockets.size > 0 && holdsAny(pid, sockets);
  });
}

/** Inodes of the sockets that listen on the port in the network of a process. */
function listenersOn(pid: number, port: number): Set<string> {
  const wanted = port.toString(16).toUpperCase().padStart(4, '0');
  const inodes = new Set<string>();
  for (const table of ['tcp', 'tcp6']) {
    for (const line of lines(`/proc/${pid}/net/${table}`)) {
      const [, local, , state, , , , , , inode] = line.trim().split(/\s+/);
      if (state === listening && local?.endsWith(`:${wanted}`) && inode) inodes.add(inode);
    }
  }
  return inodes;
}

function holdsAny(pid: number, inodes: ReadonlySet<string>): boolean {
  try {
    return readdirSync(`/proc/${pid}/fd`).some((fd) => {
      const inode = /^socket:\[(\d+)\]$/.exec(linkOf(`/proc/${pid}/fd/${fd}`))?.[1];
      return inode !== undefined && inodes.has(inode);
    });
  } catch {
    return false;
  }
}

function lines(path: string): string[] {
  try {
    return readFileSync(path, 'latin1').split('\n').slice(1);
  } catch {
    return [];
  }
}

function linkOf(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return '';
  }
}
