/**
 * How long short commands take, by the launcher as it is called without npx, beside a Node that does nothing, run in turn. What the
 * machine does besides counts on both sides: the ratio is what tells two builds apart.
 */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { adminToken } from '../cluster/server.ts';
import { Yard } from '../cluster/yard.ts';
import { type BenchRow, median, percentile, publish } from './report/report.ts';

const quick = process.argv.includes('--quick');
const warmUp = 3;
const counted = quick ? 7 : 31;

const root = fileURLToPath(new URL('../..', import.meta.url));
const launcher = `${root}apps/cli/bin/trainyard.mjs`;
const yard = await Yard.open(1);
for (let at = 0; at < 20; at++) await yard.submit(`j${at}`, 'true');
await yard.inState('j19', 'succeeded');
const env = { ...process.env, TRAINYARD_URL: yard.server.url, TRAINYARD_TOKEN: adminToken };

const commands = {
  bare: [process.execPath, '-e', '0'],
  version: [launcher, '--version'],
  help: [launcher, 'job', '--help'],
  list: [launcher, 'job', 'list', '-w', 'w'],
} as const;
type Name = keyof typeof commands;

const times: Record<Name, number[]> = { bare: [], version: [], help: [], list: [] };
for (let at = 0; at < warmUp + counted; at++) {
  for (const name of Object.keys(commands) as Name[]) {
    const [program, ...args] = commands[name];
    const from = performance.now();
    const { status, stderr } = spawnSync(program, args, { env, encoding: 'utf8' });
    const took = performance.now() - from;
    if (status !== 0) throw new Error(`${name} ended with ${status}: ${stderr}`);
    if (at >= warmUp) times[name].push(took);
  }
}
await yard.close();

const bare = median(times.bare);
const row = (what: string, name: Name, most?: number): BenchRow => {
  const ours = median(times[name]);
  const target = most === undefined ? 'shown' : `≤ ${most} ms`;
  const meets = most === undefined || ours <= most;
  return { what, unit: 'ms', ours, peer: 'node -e 0', peerValue: bare, ratio: ours / bare, target, meets };
};
const rows: BenchRow[] = [
  row('trainyard --version', 'version', 80),
  row('trainyard job list, 20 jobs', 'list', 150),
  row('trainyard job --help', 'help'),
  {
    what: 'trainyard job list, fastest tenth',
    unit: 'ms',
    ours: percentile(times.list, 0.1),
    peer: 'node -e 0',
    peerValue: percentile(times.bare, 0.1),
    ratio: percentile(times.list, 0.1) / percentile(times.bare, 0.1),
    target: 'shown',
    meets: true,
  },
];
publish('cli', rows, { times });
