import { readdirSync, readFileSync, readlinkSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { pidsBelow, recordedGroups } from '@trainyard/runtime/node/cgroups';
import {
  isDead,
  type ProcessIdentity,
  type ProcessStat,
  readBootId,
  readStat,
} from '@trainyard/runtime/node/process-stat';

/** Processes looked at in one turn of the event loop: about 4 ms, so that a full machine does not stall the server. */
const perTurn = 64;

/**
 * Every living process of a node, strays included: whatever has the node in its environment (`TRAINYARD_NODE`, what serves its mounts by
 * `TRAINYARD_MOUNT`, or a
 * `HOME` or `PWD` in the node's directory, as tasks have), stands, runs or writes in that directory, or belongs to such a
 * process by parentage, session or process group, or is in a group (cgroup) of the node. Where the node has a network of its own
 * (`network`: inode of its namespace), whatever is in it belongs, whatever else it shed. With neither groups nor a network of its own a
 * process that shed all the other marks at once is not found.
 * The caller, its ancestors and the people's terminals are left alone.
 */
export async function findNodeProcesses(
  directory: string,
  nodeUid: string,
  network?: number,
): Promise<ProcessIdentity[]> {
  const all = new Map<number, ProcessStat>();
  const found = new Set<number>();
  const spared = ancestors();
  let seen = 0;
  for (const name of readdirSync('/proc')) {
    const pid = Number(name);
    if (!Number.isInteger(pid)) continue;
    if (++seen % perTurn === 0) await nextTurn();
    const stat = readStat(pid);
    if (stat === undefined || isDead(stat) || spared.has(pid)) continue;
    all.set(pid, stat);
    if (isInside(pid, network) || isMarked(stat, directory, nodeUid)) found.add(pid);
  }
  // Who sheds every mark is still in the group that its agent started it in.
  for (const pid of nodeGroups(directory, nodeUid).flatMap(pidsBelow)) if (all.has(pid)) found.add(pid);
  spread(all, found);
  const bootId = readBootId();
  return [...found].map((pid) => ({ pid, startTime: (all.get(pid) as ProcessStat).startTime, bootId }));
}

/** Directories of the node's groups of processes; none where its agent may make none. */
export function nodeGroups(directory: string, nodeUid: string): string[] {
  return recordedGroups(join(directory, 'home'), nodeUid).map((group) => group.directory);
}

function isInside(pid: number, network: number | undefined): boolean {
  if (network === undefined) return false;
  try {
    return statSync(`/proc/${pid}/ns/net`).ino === network;
  } catch {
    return false;
  }
}

function isMarked(stat: ProcessStat, directory: string, nodeUid: string): boolean {
  const entries = readEnvironment(stat.pid);
  if (entries.includes(`TRAINYARD_NODE=${nodeUid}`)) return true;
  if (entries.some((entry) => entry.startsWith(`TRAINYARD_MOUNT=${nodeUid}/`))) return true;
  for (const name of ['HOME=', 'PWD=']) {
    const entry = entries.find((one) => one.startsWith(name));
    // A person's shell may stand in the directory too (PWD), but it has a terminal.
    if (entry !== undefined && isWithin(entry.slice(name.length), directory))
      return name === 'HOME=' || stat.terminal === 0;
  }
  if (stat.terminal !== 0) return false;
  return ['cwd', 'exe', 'fd/0', 'fd/1', 'fd/2'].some((link) => isWithin(readLink(stat.pid, link), directory));
}

/** Adds children, sessions and process groups of what was found, until nothing new comes. */
function spread(all: ReadonlyMap<number, ProcessStat>, found: Set<number>): void {
  const own = readStat(process.pid);
  for (let before = -1; before !== found.size; ) {
    before = found.size;
    const sessions = new Set<number>();
    const groups = new Set<number>();
    for (const pid of found) {
      const stat = all.get(pid) as ProcessStat;
      sessions.add(stat.session);
      groups.add(stat.group);
    }
    // 0 is the kernel's; the caller's own session can hold people's and the server's processes.
    for (const spared of [0, own?.session ?? 0]) sessions.delete(spared);
    for (const spared of [0, own?.group ?? 0]) groups.delete(spared);
    for (const stat of all.values()) {
      if (stat.terminal !== 0 && !found.has(stat.parent)) continue;
      if (found.has(stat.parent) || sessions.has(stat.session) || groups.has(stat.group)) found.add(stat.pid);
    }
  }
}

/** The caller and all that it runs under: never part of a node. */
function ancestors(): Set<number> {
  const line = new Set<number>([1]);
  for (let pid: number | undefined = process.pid; pid !== undefined && pid > 0 && !line.has(pid); ) {
    line.add(pid);
    pid = readStat(pid)?.parent;
  }
  return line;
}

/** As it was at exec. Empty when the process is gone, another user's or the kernel's. */
function readEnvironment(pid: number): string[] {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0');
  } catch {
    return [];
  }
}

function readLink(pid: number, name: string): string {
  try {
    return readlinkSync(`/proc/${pid}/${name}`).replace(/ \(deleted\)$/, '');
  } catch {
    return '';
  }
}

function isWithin(path: string, directory: string): boolean {
  return path === directory || path.startsWith(`${directory}/`);
}
