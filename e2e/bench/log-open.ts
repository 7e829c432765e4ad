/**
 * A log of 10 million lines: opening its end, jumping to a line, the times of a screen of lines, and finding lines by a regular expression, each
 * as the server answers it over HTTP, the search beside `rg` over the same bytes in one file, the end beside `lnav` where that is installed. Then
 * the page itself, in a real browser.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, openSync, rmSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { searchLogs } from '@trainyard/sdk/search-logs';
import { readAll } from '../cluster/read-all.ts';
import { until } from '../cluster/wait.ts';
import { Yard } from '../cluster/yard.ts';
import { stdoutOf } from './load/stdout-of.ts';
import { viewLog } from './page/log-view.ts';
import { type BenchRow, median, percentile, publish } from './report/report.ts';

const quick = process.argv.includes('--quick');
const lines = quick ? 1_000_000 : 10_000_000;
const opened = 41;
const searched = quick ? 5 : 7;
const pattern = 'step [0-9]*9999 of .* loss=[01]\\.[0-9]+';
const printer = [process.execPath, fileURLToPath(new URL('load/print-lines.ts', import.meta.url)), String(lines)];
const rg = rgPath();

/** The peer: the machine's own, else the one that the server brings. */
function rgPath(): string {
  const own = spawnSync('rg', ['--version']);
  if (own.status === 0) return 'rg';
  const bff = createRequire(new URL('../../apps/bff/package.json', import.meta.url));
  const lib = createRequire(bff.resolve('@vscode/ripgrep'));
  return lib.resolve(`@vscode/ripgrep-${process.platform}-${process.arch}/bin/rg`);
}

/** Opens the file at its end, draws a screen of it and leaves: its index is made anew each time, as no program of it stays. */
function lnavEnd(): void {
  const drawn = execFileSync('lnav', ['-N', '-n', '-q', '-c', ':goto 100%', '-c', ':write-screen-to -', file], {
    env: { ...process.env, HOME: directory, TERM: 'xterm' },
  });
  if (!drawn.includes(`step ${lines - 1} `)) throw new Error('lnav did not draw the last line');
}

const yard = await Yard.open(1);
const directory = mkdtempSync(join(tmpdir(), 'trainyard-bench-'));
const file = join(directory, 'log');

async function timed(work: () => Promise<unknown>): Promise<number> {
  const from = performance.now();
  await work();
  return performance.now() - from;
}

/** Times of many, in ms, the first few left out. */
async function timesOf(work: (at: number) => Promise<unknown>): Promise<number[]> {
  const times: number[] = [];
  for (let at = 0; at < opened; at++) times.push(await timed(() => work(at)));
  return times.slice(5);
}

const bytesOf = async (query: object) =>
  readAll((await yard.client.bytes('readLog', { query: query as { stream: string } })).stream);

const raw: Record<string, number[]> = {};
try {
  await yard.submit('long', printer.map((part) => `'${part}'`).join(' '));
  const stream = await stdoutOf(yard, 'long');
  await until('the job to end', async () => (await yard.job('long')).executionState === 'succeeded', 600_000);
  const stored = await until(
    'the whole log',
    async () => {
      const one = (await yard.streams('long')).find((each) => each.stream === stream);
      return one?.ended && one;
    },
    600_000,
  );
  if (stored.lines !== lines) throw new Error(`${stored.lines} lines are stored, not ${lines}`);
  execFileSync(printer[0] as string, printer.slice(1), { stdio: ['ignore', openSync(file, 'w'), 'inherit'] });
  if (statSync(file).size !== stored.bytes)
    throw new Error(`${stored.bytes} bytes are stored, not ${statSync(file).size}`);

  await yard.server.kill('SIGTERM');
  await yard.server.start();
  raw.firstOpen = [await timed(() => bytesOf({ stream, tail: 200 }))];
  raw.open = await timesOf(() => bytesOf({ stream, tail: 200 }));
  /** Lines all over the log, in no order. */
  const lineAt = (at: number): number => (at * 7_368_787) % (lines - 200);
  raw.jump = await timesOf((at) => bytesOf({ stream, fromLine: lineAt(at), lines: 200 }));
  raw.times = await timesOf((at) =>
    yard.client.call('readLogTimes', { query: { stream, fromLine: lineAt(at), lines: 200 } as never }),
  );
  const search = async (): Promise<void> => {
    for await (const item of searchLogs(yard.client, {
      streams: [stream],
      pattern,
      regex: true,
      caseSensitive: true,
    })) {
      if (item.kind === 'end' && item.matches === 0) throw new Error('nothing was found');
    }
  };
  raw.firstSearch = [await timed(search)];
  raw.search = [];
  raw.rg = [];
  for (let run = 0; run < searched; run++) {
    raw.rg.push(
      await timed(async () => execFileSync(rg, ['--no-config', '-n', '-e', pattern, file], { maxBuffer: 2 ** 30 })),
    );
    raw.search.push(await timed(search));
  }
  if (spawnSync('lnav', ['-V']).status === 0) {
    raw.lnav = [];
    for (let run = 0; run < 3; run++) raw.lnav.push(await timed(async () => lnavEnd()));
  }
  const overview = () => yard.client.call('readLogOverview', { query: { stream } });
  raw.firstOverview = [await timed(overview)];
  raw.overview = await timesOf(overview);
  const viewed = await viewLog(yard, 'long', lines);
  raw.viewEnd = [viewed.end];
  raw.viewJump = viewed.jumps;
  raw.viewHeap = [viewed.heap];
} finally {
  await yard.close();
  rmSync(directory, { recursive: true, force: true });
}

const row = (what: string, values: number[], mostMs?: number): BenchRow => {
  const ours = median(values);
  const target = mostMs === undefined ? 'shown' : `≤ ${mostMs} ms`;
  return { what, unit: 'ms', ours, target, meets: mostMs === undefined || ours <= mostMs };
};
const of = `of ${lines / 1e6} M lines`;
const [ours, peerValue] = [median(raw.search ?? []), median(raw.rg ?? [])];
const besideLnav: Partial<BenchRow> = raw.lnav
  ? { peer: 'lnav', peerValue: median(raw.lnav), ratio: median(raw.firstOpen ?? []) / median(raw.lnav) }
  : {};
const heap = median(raw.viewHeap ?? []);
const heapRow: BenchRow = { what: 'heap of the page', unit: 'MB', ours: heap, target: '≤ 80 MB', meets: heap <= 80 };
publish(
  'log-open',
  [
    row(`the end ${of}, 200 lines`, raw.open ?? [], 100),
    row(`the end ${of}, p95`, [percentile(raw.open ?? [], 0.95)], 100),
    { ...row('the same, first after a start of the server', raw.firstOpen ?? [], 100), ...besideLnav },
    row(`200 lines from any line on ${of}`, raw.jump ?? [], 50),
    row('the same, p95', [percentile(raw.jump ?? [], 0.95)], 50),
    row('times of 200 lines anywhere', raw.times ?? [], 50),
    {
      what: `a regular expression through ${of.slice(3)}`,
      unit: 'ms',
      ours,
      peer: 'rg -n',
      peerValue,
      ratio: peerValue / ours,
      target: '≥ 0.5 × rg',
      meets: peerValue / ours >= 0.5,
    },
    row('the first search of a log (looks for escapes, too)', raw.firstSearch ?? []),
    row('where warnings and errors stand, first', raw.firstOverview ?? []),
    row('the same, again', raw.overview ?? []),
    row('the job page until its last line is drawn', raw.viewEnd ?? []),
    row('a line in a real browser, from its number until it is drawn', raw.viewJump ?? []),
    heapRow,
  ],
  raw,
);
