import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Hierarchy, handDown, pidsBelow, readText, removeBelow } from '@trainyard/runtime/node/cgroups';

/** What a group may use; null: as much as there is. */
export interface GroupLimits {
  memoryBytes: number | null;
  /** Processors in use at once, as a quota of time. */
  cpus: number | null;
  /** Share of the processors among those with a quota, when all of them are wanted; in processors. */
  weight: number;
  /** Processes and threads. */
  pids: number;
}

/** How often the kernel ended a process of a group for want of memory, and whether the group's own limit was why. */
export interface MemoryEvents {
  kills: number;
  limitHit: boolean;
}

/** The kernel's default period of a quota, in µs, and the least quota it takes. */
const periodUs = 100_000;
const leastQuotaUs = 1_000;
/** What is refused for the limit may be some pages at once, which is how far from the limit the highest use can stay. */
const nearLimit = 0.99;
/** A group with one processor weighs this much: the kernel's default for any group, in v1 and v2. */
const oneCpu = { shares: 1024, weight: 100 } as const;

/** The group of one task, or of the node's set-up: in each hierarchy a directory of the same name. */
export class Cgroup {
  readonly #parts: readonly (Hierarchy & { directory: string })[];

  constructor(node: readonly Hierarchy[], name: string) {
    this.#parts = node.map((part) => ({ ...part, directory: join(part.directory, name) }));
  }

  /** Makes the group with its limits; one that is there gets them. Throws what the kernel says. */
  make(limits: GroupLimits): void {
    for (const { version, controllers, directory } of this.#parts) {
      // Who is not limited there competes with all others as a process, not as a part of a group.
      if (controllers.every((one) => one === 'cpu') && limits.cpus === null) continue;
      mkdirSync(directory, { recursive: true });
      for (const [file, value] of settingsOf(version, limits)) {
        const controller = file.slice(0, file.indexOf('.'));
        if (!controllers.some((one) => one === controller)) continue;
        const path = join(directory, file);
        // Without swap accounting the kernel has no such file.
        if (/swap|memsw/.test(file) && !existsSync(path)) continue;
        writeFileSync(path, value);
      }
    }
  }

  /** Files to which a process writes its number to be in the group; empty when the group was not made. */
  get procsFiles(): string[] {
    return this.#parts.flatMap(({ directory }) => (existsSync(directory) ? [join(directory, 'cgroup.procs')] : []));
  }

  /** Numbers of all processes in it, whatever they did with environment, session and parent. */
  pids(): number[] {
    return [...new Set(this.#parts.flatMap(({ directory }) => pidsBelow(directory)))];
  }

  /** Kills all of it at once where the kernel can (v2): nothing forks away from that. */
  kill(): void {
    for (const { version, directory } of this.#parts) {
      const file = join(directory, 'cgroup.kill');
      try {
        if (version === 2 && existsSync(file)) writeFileSync(file, '1');
      } catch {
        // Each process is sent the signal as well.
      }
    }
  }

  /** Undefined where the kernel does not count it. */
  memoryEvents(): MemoryEvents | undefined {
    const part = this.#parts.find(({ controllers }) => controllers.includes('memory'));
    if (!part) return undefined;
    const counts = (file: string): string => readText(join(part.directory, file)) ?? '';
    if (part.version === 2) {
      const events = counts('memory.events');
      return { kills: count(events, 'oom_kill') ?? 0, limitHit: (count(events, 'oom') ?? 0) > 0 };
    }
    const kills = count(counts('memory.oom_control'), 'oom_kill');
    if (kills === undefined) return undefined;
    // Newer kernels leave memory.failcnt at 0; how far the group ever came tells the same.
    const most = Number(counts('memory.max_usage_in_bytes'));
    const limitHit =
      most >= Number(counts('memory.limit_in_bytes')) * nearLimit || Number(counts('memory.failcnt')) > 0;
    return { kills, limitHit };
  }

  /** False while processes are in it. */
  remove(): boolean {
    return this.#parts.map(({ directory }) => removeBelow(directory)).every((gone) => gone);
  }
}

/** Files and values of both versions, in the order in which the kernel takes them. */
function settingsOf(version: 1 | 2, { memoryBytes, cpus, weight, pids }: GroupLimits): [string, string][] {
  const quota = cpus === null ? null : String(Math.max(leastQuotaUs, Math.round(cpus * periodUs)));
  if (version === 1) {
    const memory = String(memoryBytes ?? -1);
    return [
      ['memory.limit_in_bytes', memory],
      // Memory and swap together: none of it goes to swap instead.
      ['memory.memsw.limit_in_bytes', memory],
      ['cpu.shares', weightOf(1, weight)],
      ['cpu.cfs_period_us', String(periodUs)],
      ['cpu.cfs_quota_us', quota ?? '-1'],
      ['pids.max', String(pids)],
    ];
  }
  return [
    ['memory.max', String(memoryBytes ?? 'max')],
    ['memory.swap.max', memoryBytes === null ? 'max' : '0'],
    ['cpu.weight', weightOf(2, weight)],
    ['cpu.max', `${quota ?? 'max'} ${periodUs}`],
    ['pids.max', String(pids)],
  ];
}

function weigh(directory: string, version: 1 | 2, processors: number): void {
  const file = version === 1 ? 'cpu.shares' : 'cpu.weight';
  writeFileSync(join(directory, file), weightOf(version, processors));
}

function weightOf(version: 1 | 2, processors: number): string {
  return version === 1
    ? String(Math.min(262_144, Math.max(2, Math.round(processors * oneCpu.shares))))
    : String(Math.min(10_000, Math.max(1, Math.round(processors * oneCpu.weight))));
}

/** A line `name N`. */
function count(text: string, name: string): number | undefined {
  const line = text.split('\n').find((one) => one.startsWith(`${name} `));
  return line === undefined ? undefined : Number(line.slice(name.length + 1));
}

/**
 * Makes `trainyard/NODE` in each hierarchy; those in which that is refused are left out. To the scheduler of the kernel a group is as
 * one process: ours weigh as one for each processor, or a single busy program beside them would get as much as all jobs together.
 */
export function nodeHierarchies(found: readonly Hierarchy[], nodeUid: string, processors: number): Hierarchy[] {
  return found.flatMap((hierarchy) => {
    const ours = join(hierarchy.directory, 'trainyard');
    const directory = join(ours, nodeUid);
    try {
      mkdirSync(directory, { recursive: true });
      const { version, controllers } = hierarchy;
      if (version === 2 && ![ours, directory].every((one) => handDown(one, controllers))) return [];
      if (controllers.includes('cpu')) for (const one of [ours, directory]) weigh(one, version, processors);
    } catch {
      return [];
    }
    return [{ ...hierarchy, directory }];
  });
}
