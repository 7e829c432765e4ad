import type { GpuTimeOfDay, GpuTimeSum, IdleHolder } from '@trainyard/contracts/gpu-time';
import type { Command } from 'commander';
import { listText } from '../output/print.ts';
import type { Column } from '../output/table.ts';
import type { Cli } from '../verb.ts';
import { workspaceNamed } from './named.ts';

/** One line of the table: all GPUs of one sort, or a job that held idle ones. */
interface Line {
  what: string;
  simulated: boolean;
  of: Omit<GpuTimeSum, 'gpus' | 'steps' | 'spinWatts' | 'inputCpu'>;
}

const hour = 3_600_000;
const hours = (ms: number): number => Math.round((ms / hour) * 100) / 100;
const share = (part: number, whole: number): string => `${whole === 0 ? 0 : Math.round((100 * part) / whole)} %`;
const both = (part: keyof Line['of']) => (line: Line) =>
  `${hours(line.of[part])} (${share(line.of[part], line.of.allocatedMs)})`;

const columns: Column<Line>[] = [
  { title: 'GPU hours of', value: ({ what, simulated }) => (simulated ? `${what} (simulated)` : what) },
  { title: 'Allocated', value: ({ of }) => hours(of.allocatedMs) },
  { title: 'Busy', value: both('busyMs') },
  { title: 'Useful', value: both('usefulMs') },
  { title: 'Spinning', value: ({ of }) => hours(of.spinMs) },
  { title: 'Waits for input', value: ({ of }) => hours(of.inputMs + of.starvedMs) },
  { title: 'Unsure', value: ({ of }) => hours(of.unsureMs) },
  { title: 'Idle', value: both('idleMs') },
  { title: 'Not measured', value: ({ of }) => hours(of.notMeasuredMs) },
];

/** The sums first, then the jobs, the worst first. */
function linesOf({ real, simulated, idle }: GpuTimeOfDay): Line[] {
  const sum = (of: GpuTimeSum | null, isSimulated: boolean): Line[] =>
    of === null ? [] : [{ what: of.gpus === 1 ? '1 GPU' : `${of.gpus} GPUs`, simulated: isSimulated, of }];
  const job = (one: IdleHolder): Line => ({
    what: `${one.job.experiment}/${one.job.name}`,
    simulated: one.simulated,
    of: one,
  });
  return [...sum(real, false), ...sum(simulated, true), ...idle.map(job)];
}

/** Questions until a day is read: the server reads at least a step of its 96 for each. */
const questionsMost = 100;

/** `workspace gpu-time`: asks until all of the day is read; the whole answer in JSON. */
export function workspaceGpuTime(noun: Command, cli: Cli): void {
  noun
    .command('gpu-time')
    .description('Show how much time of GPUs jobs held over the last day, what it was worth, and who held idle ones')
    .argument('[name]', 'the workspace; -w or the only one unless given')
    .option('-n, --name <name>', 'the same as the argument')
    .action(
      cli.verb(async (context, options: { name?: string }, argument) => {
        const workspace =
          argument !== undefined || options.name !== undefined
            ? workspaceNamed(context, argument, options.name)
            : await context.workspace();
        const ask = () => context.client.call('getGpuTime', { params: { workspace } });
        let day = await ask();
        for (let asked = 1; day.readFrom > day.from && asked < questionsMost; asked++) day = await ask();
        context.print(day, (format) => listText(format, linesOf(day), columns));
      }),
    );
}
