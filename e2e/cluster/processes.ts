import { readdirSync, readFileSync } from 'node:fs';

export interface RunningProcess {
  pid: number;
  /** The process that began its session: a task's own shell, which outlives all that it starts. */
  session: number;
  command: string;
  environment: Record<string, string>;
}

/** Every process of the machine whose environment can be read. */
export function runningProcesses(): RunningProcess[] {
  return readdirSync('/proc').flatMap((name) => {
    if (!/^\d+$/.test(name)) return [];
    try {
      const [state, , , session] = readFileSync(`/proc/${name}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? [];
      if (state === 'Z') return [];
      const command = readFileSync(`/proc/${name}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
      const pairs = readFileSync(`/proc/${name}/environ`, 'utf8').split('\0').filter(Boolean);
      const environment = Object.fromEntries(
        pairs.map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]),
      );
      return [{ pid: Number(name), session: Number(session), command, environment }];
    } catch {
      return [];
    }
  });
}

/** Processes of a job's tasks: the agent marks each with its fence, `job/unit/attempt/task`. */
export function processesOfJob(jobUid: string): RunningProcess[] {
  return runningProcesses().filter(({ environment }) => environment.TRAINYARD_FENCE?.startsWith(`${jobUid}/`));
}

/** The shells of a job's tasks: what they start, such as a pause between two lines, comes and goes. */
export function shellsOfJob(jobUid: string): number[] {
  const own = processesOfJob(jobUid).filter(({ pid, session }) => pid === session);
  return own.map(({ pid }) => pid).sort((x, y) => x - y);
}

/** Agents that keep their node under this data directory. */
export function agentsOf(home: string): RunningProcess[] {
  return runningProcesses().filter(({ environment }) => environment.TRAINYARD_NODE_HOME?.startsWith(`${home}/`));
}

/** Task processes of nodes under this data directory, in containers or not: each has its temporary directory there. */
export function tasksUnder(home: string): RunningProcess[] {
  return runningProcesses().filter(({ environment }) => environment.AZ_BATCHAI_JOB_TEMP?.startsWith(`${home}/`));
}

/** What runs for nodes under this data directory beside agents and tasks, such as their ssh servers: its command line says so. */
export function helpersUnder(home: string): RunningProcess[] {
  return runningProcesses().filter(({ command, pid }) => pid !== process.pid && command.includes(`${home}/nodes/`));
}

/** What serves volumes that are mounted for nodes under this data directory. */
export function mountersUnder(home: string): RunningProcess[] {
  const own = ({ TRAINYARD_MOUNT, HOME }: Record<string, string>): boolean =>
    TRAINYARD_MOUNT !== undefined && HOME?.startsWith(`${home}/`) === true;
  return runningProcesses().filter(({ environment }) => own(environment));
}

/** Clock ticks per second of /proc/PID/stat: 100 on every Linux that Node runs on. */
const ticks = 100;

/** Processor time that a process and all its threads took so far, in seconds. */
export function processorSeconds(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / ticks;
}
