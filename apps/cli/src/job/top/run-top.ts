import { setTimeout as rest } from 'node:timers/promises';
import type { Context } from '../../context.ts';
import { UsageError } from '../../failure.ts';
import { interruptedCode, untilInterrupted } from '../../interruption.ts';
import { jsonText } from '../../output/json.ts';
import { type Column, tsvText } from '../../output/table.ts';
import { write } from '../../terminal.ts';
import { TopFeed } from './feed.ts';
import { frameOf } from './frame.ts';
import type { TopSubject } from './places.ts';
import { type MeasuredField, type TopRow, units } from './rows.ts';
import { openScreen } from './screen.ts';

export interface TopOptions {
  job?: string[];
  cluster?: string;
  once?: boolean;
}

/** Nodes are asked for samples each second once they are watched: the first come within two. */
const freshMs = 3_000;
const drawMs = 1_000;

/** Shows what was asked for in the way that suits who looks. Throws UsageError, and the client's errors. */
export async function runTop(context: Context, options: TopOptions, given: string[]): Promise<void> {
  const subject = await subjectOf(context, options, given);
  const feed = new TopFeed(context, subject);
  try {
    await feed.start();
    const isJson = context.format === 'json' || context.format === 'jsonc';
    const isScreen =
      context.format === 'table' && context.terminal.out.isTTY === true && context.globals.query === undefined;
    const work = options.once || !(isJson || isScreen) ? printOnce : isScreen ? watch : printLines;
    await work(context, feed);
  } finally {
    feed.stop();
  }
}

async function subjectOf(context: Context, { job = [], cluster }: TopOptions, given: string[]): Promise<TopSubject> {
  const names = [...new Set([...given, ...job])];
  const workspace = await context.workspace();
  if (cluster !== undefined) {
    if (names.length > 0) throw new UsageError('say which jobs or which cluster, not both');
    return { kind: 'cluster', workspace, name: cluster };
  }
  if (names.length === 0) return { kind: 'workspace', workspace, experiment: context.globals.experiment };
  const experiment = await context.experiment();
  return { kind: 'jobs', jobs: names.map((name) => ({ workspace, experiment, name })) };
}

const tsvColumns: Column<TopRow>[] = [
  { title: 'Kind', value: ({ kind }) => kind },
  { title: 'Node', value: ({ node }) => node },
  { title: 'What', value: ({ what }) => what },
  ...(Object.keys(units) as MeasuredField[]).map((field) => ({
    title: field,
    value: (row: TopRow) => row[field]?.value,
  })),
];

/** One reading: fresh where the nodes answer in time, else the newest there is, with its age. */
async function printOnce(context: Context, feed: TopFeed): Promise<void> {
  for (let waited = 0; waited < freshMs && !feed.isFresh; waited += 100) await Promise.race([rest(100), feed.failure]);
  const { coloured } = context;
  context.print(feed.json(), (format) => {
    if (format === 'tsv') return tsvText(feed.frame().rows, tsvColumns);
    const columns = context.terminal.out.columns || 200;
    return `${frameOf(feed.frame(), { columns, rows: null, scroll: 0, coloured }).lines.join('\n')}\n`;
  });
}

/** An object a line and second, until the jobs have ended or somebody interrupts. */
async function printLines(context: Context, feed: TopFeed): Promise<void> {
  const coloured = context.coloured && context.format === 'jsonc';
  const print = async () => {
    while (!feed.isOver) {
      await write(context.terminal.out, jsonText(context.select(feed.json()), coloured, true));
      await rest(drawMs);
    }
  };
  if (await untilInterrupted(Promise.race([print(), feed.failure]))) context.outcome.exitCode = interruptedCode;
}

/** The live screen, until `q`, Ctrl-C, a signal, or the end of the jobs that were named. */
async function watch(context: Context, feed: TopFeed): Promise<void> {
  const quit = Promise.withResolvers<void>();
  let scroll = 0;
  let scrollMost = 0;
  const screen = openScreen(context.terminal, {
    onResize: () => draw(),
    onKey(key) {
      if (key === 'q' || key === 'Q' || key === '\u0003' || key === '\u0004') return quit.resolve();
      const page = Math.max(1, screen.size.rows - 4);
      const steps: Record<string, number> = {
        '\u001b[A': -1,
        k: -1,
        '\u001b[B': 1,
        j: 1,
        '\u001b[5~': -page,
        '\u001b[6~': page,
        ' ': page,
      };
      scroll = Math.min(scrollMost, Math.max(0, scroll + (steps[key] ?? 0)));
      draw();
    },
  });
  function draw() {
    const frame = frameOf(feed.frame(), { ...screen.size, scroll, coloured: context.coloured });
    scrollMost = frame.scrollMost;
    screen.draw(frame.lines);
    if (feed.isOver) quit.resolve();
  }
  // Samples of many nodes come one after another: what they change is drawn together.
  let waiting: ReturnType<typeof setTimeout> | undefined;
  feed.onChange = () => {
    waiting ??= setTimeout(() => {
      waiting = undefined;
      draw();
    }, 100);
  };
  // Ages grow although nothing comes.
  const timer = setInterval(draw, drawMs);
  try {
    draw();
    if (await untilInterrupted(Promise.race([quit.promise, feed.failure]))) context.outcome.exitCode = interruptedCode;
  } finally {
    clearInterval(timer);
    clearTimeout(waiting);
    feed.onChange = () => {};
    screen.leave();
  }
  if (feed.ended) context.note(feed.frame().title);
}
