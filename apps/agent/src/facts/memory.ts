import { type FactFiles, readProcFile } from './proc-file.ts';

export interface MemorySample {
  used: number | null;
  total: number | null;
}

/**
 * Memory in bytes: of the machine (what could not be had without swapping counts as used), or, where a cgroup limits the
 * agent to less, of that group without its inactive page cache.
 */
export function createMemory(files: FactFiles): () => MemorySample {
  const groups = findGroups(files);
  return () => {
    const text = readProcFile(`${files.proc}/meminfo`) ?? '';
    const total = kibibytes(text, 'MemTotal');
    const available = kibibytes(text, 'MemAvailable');
    const machine = { total, used: total === null || available === null ? null : total - available };
    if (total === null) return machine;
    for (const group of groups) {
      const limit = Number(readProcFile(group.limit)?.trim() ?? 'max');
      // v1 says "no limit" with a number near 2^63, v2 with `max`, which is NaN here.
      if (!(limit < total)) continue;
      const current = Number(readProcFile(group.usage) ?? Number.NaN);
      const inactive = /^(?:total_)?inactive_file (\d+)$/m.exec(readProcFile(group.stat) ?? '')?.[1];
      return { total: limit, used: Number.isNaN(current) ? null : Math.max(0, current - Number(inactive ?? 0)) };
    }
    return machine;
  };
}

function kibibytes(text: string, name: string): number | null {
  const found = new RegExp(`^${name}: +(\\d+) kB`, 'm').exec(text)?.[1];
  return found === undefined ? null : Number(found) * 1024;
}

interface Group {
  limit: string;
  usage: string;
  stat: string;
}

/** The agent's memory cgroup and those above it, innermost first, where they can be seen (v1 and v2; cgroups(7)). */
function findGroups(files: FactFiles): Group[] {
  const own = (readProcFile(`${files.proc}/self/cgroup`) ?? '').split('\n').map((line) => line.split(':'));
  const groups: Group[] = [];
  for (const mount of (readProcFile(`${files.proc}/self/mountinfo`) ?? '').split('\n')) {
    const [left = '', right = ''] = mount.split(' - ');
    const [, , , mountRoot = '/', point = ''] = left.split(' ');
    const [type, , options = ''] = right.split(' ');
    const v1 = type === 'cgroup' && options.split(',').includes('memory');
    if (!v1 && type !== 'cgroup2') continue;
    const path = own.find(([, names = '']) => (v1 ? names.split(',').includes('memory') : names === ''))?.[2];
    if (path === undefined) continue;
    const within = mountRoot !== '/' && path.startsWith(mountRoot) ? path.slice(mountRoot.length) : path;
    const parts = within.split('/').filter((part) => part !== '' && part !== '..');
    for (let depth = parts.length; depth >= 0; depth--) {
      groups.push(groupAt([point, ...parts.slice(0, depth)].join('/'), v1));
    }
  }
  return groups.filter((group) => readProcFile(group.limit) !== undefined);
}

function groupAt(directory: string, v1: boolean): Group {
  return {
    limit: `${directory}/${v1 ? 'memory.limit_in_bytes' : 'memory.max'}`,
    usage: `${directory}/${v1 ? 'memory.usage_in_bytes' : 'memory.current'}`,
    stat: `${directory}/memory.stat`,
  };
}
