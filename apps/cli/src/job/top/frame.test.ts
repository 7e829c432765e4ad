import type { Metric, SeriesFrame, SeriesSource } from '@trainyard/contracts/series-frame';
import { expect, test } from 'vitest';
import { type FrameSize, frameOf, sparkline } from './frame.ts';
import type { TopNode } from './places.ts';
import { rowJson, rowsOf } from './rows.ts';
import { TopSamples } from './samples.ts';

const now = 1_600_000_060_000;
const jobUid = '0190a0b0-0000-7000-8000-000000000007';
const fence = { job: jobUid, unit: 0, attempt: 1, task: 0 };
const nodes: TopNode[] = [
  {
    uid: 'n0',
    name: 'two-0',
    cluster: 'two',
    gpus: [{ index: 0, uuid: 'g0', model: 'Tesla K80', simulated: true, holder: 'digits rank 0' }],
    tasks: [{ fence, label: 'digits rank 0' }],
  },
  { uid: 'n1', name: 'two-1', cluster: 'two', gpus: [], tasks: [] },
];

/** A frame whose last sample was taken `ago` ms before `now`, by an agent whose clock is ahead. */
function frame(
  nodeUid: string,
  metric: Metric,
  values: (number | null)[],
  more: { device?: string; source?: SeriesSource; ago?: number } = {},
): SeriesFrame {
  const { device = 'host', source = 'host', ago = 0 } = more;
  const skew = 700;
  const t0 = now - ago - (values.length - 1) * 1000 + skew;
  const of = metric.startsWith('process.') ? { fence } : {};
  return { version: 1, source, nodeUid, device, metric, t0, skew, step: 1000, values, ...of };
}

function samples(): TopSamples {
  const all = new TopSamples();
  const ramp = Array.from({ length: 30 }, (_, at) => at * 3);
  const gpu = { device: 'g0', source: 'simulated' } as const;
  all.take([
    frame('n0', 'cpu.utilisation', ramp),
    frame('n0', 'memory.used', [3 * 2 ** 30]),
    frame('n0', 'memory.total', [24 * 2 ** 30]),
    frame('n0', 'disk.read', [0]),
    frame('n0', 'disk.write', [1_500_000]),
    frame('n0', 'network.receive', [2048]),
    frame(
      'n0',
      'gpu.utilisation',
      ramp.map((value) => value + 10),
      gpu,
    ),
    frame('n0', 'gpu.memory.used', [2 ** 28], gpu),
    frame('n0', 'gpu.memory.total', [12 * 2 ** 30], gpu),
    frame('n0', 'gpu.power', [73.4], gpu),
    frame('n0', 'process.cpu', [150, null], { device: '0' }),
    frame('n0', 'process.memory', [6_100_000], { device: '0' }),
    frame('n1', 'cpu.utilisation', [50, 50], { ago: 42_000 }),
  ]);
  return all;
}

const shown = (size: Partial<FrameSize> = {}, link = '') =>
  frameOf(
    { title: 'workspace lab: 1 running job', rows: rowsOf(nodes, samples(), now), now, clock: '12:00:00', link },
    { columns: 120, rows: null, scroll: 0, coloured: false, ...size },
  );

test('each node has its GPUs and ranks below it; n/a is not 0, old is said to be old, simulated to be simulated', () => {
  expect(shown().lines).toMatchInlineSnapshot(`
    [
      "trainyard job top  workspace lab: 1 running job  12:00:00",
      "Node, GPU, rank                            Use  Last minute           Memory  Power  Temp.  Held by",
      "two-0                                     87 %         ▁▁▂▃▄▅▆▇  3.0G of 24G",
      "  gpu 0 Tesla K80 (simulated)             97 %         ▁▂▃▄▅▆▇█  256M of 12G   73 W    n/a  digits rank 0",
      "  digits rank 0                          150 %                █         5.8M",
      "two-1                          50 % (42 s old)      ▅                    n/a",
      "simulated: the machine has no such GPU; its values come from what the processes of its job really do",
      "n/a: not measured",
      "grey: old values, with their age",
    ]
  `);
});

test('where there is no room columns go, then names are cut; no line is wider than the terminal', () => {
  for (let columns = 20; columns <= 130; columns += 1) {
    for (const line of shown({ columns }).lines) expect([...line].length).toBeLessThanOrEqual(columns);
  }
  expect(shown({ columns: 60 }).lines).toMatchInlineSnapshot(`
    [
      "trainyard job top  workspace lab: 1 running job  12:00:00",
      "Node, GPU, rank                            Use       Memory",
      "two-0                                     87 %  3.0G of 24G",
      "  gpu 0 Tesla K80 (simulated)             97 %  256M of 12G",
      "  digits rank 0                          150 %         5.8M",
      "two-1                          50 % (42 s old)          n/a",
      "simulated: the machine has no such GPU; its values come from",
      "n/a: not measured",
      "grey: old values, with their age",
    ]
  `);
});

test('rows that do not fit are scrolled to, and counted', () => {
  const { lines, scrollMost } = shown({ rows: 7 });
  expect(lines).toHaveLength(7);
  expect(lines.slice(2, 4)).toEqual([expect.stringMatching(/^two-0/), '… 3 more below (arrows)']);
  expect(scrollMost).toBe(3);
  expect(shown({ rows: 7, scroll: 99 }).lines.slice(2, 4)).toEqual([
    expect.stringMatching(/^two-1/),
    '… the end (arrows)',
  ]);
  expect(shown({ rows: 1 }).lines).toHaveLength(1);
});

test('a cut is said, and old values are grey with colours', () => {
  const { lines } = shown({ coloured: true }, 'cut for 3 s: trying again');
  expect(lines[1]).toBe('\u001b[31mcut for 3 s: trying again\u001b[0m');
  expect(lines.find((line) => line.startsWith('two-1'))).toContain('\u001b[2m50 % (42 s old)\u001b[0m');
});

test('names of others act on no terminal', () => {
  const evil = [{ ...(nodes[1] as TopNode), name: 'x\u001b]0;t\u0007y' }];
  const { lines } = frameOf(
    { title: 'a\u001b[2Jb', rows: rowsOf(evil, samples(), now), now, clock: '', link: '' },
    { columns: 80, rows: null, scroll: 0, coloured: false },
  );
  expect(lines.join('')).not.toContain('\u001b');
});

test('a sparkline is the mean of its seconds, with gaps, on a scale of 100 or the most there is', () => {
  expect(sparkline([0, 0, 50, 50, 100, 100], 3)).toBe('▁▅█');
  expect(sparkline([null, null, 50, null, 100, 100], 3)).toBe(' ▅█');
  expect(sparkline([100, 100, 200, 200], 2)).toBe('▅█');
  expect(sparkline([], 3)).toBe('');
});

test('programs get each value with its unit, age and source, null where nothing was measured', () => {
  const [node, gpu, task] = rowsOf(nodes, samples(), now).map((row) => rowJson(row, now));
  expect(node).toMatchObject({
    kind: 'node',
    utilisation: { value: 87, unit: 'percent', ageMs: 0, source: 'host' },
    networkTransmit: null,
  });
  expect(node).not.toHaveProperty('power');
  expect(gpu).toMatchObject({
    simulated: true,
    holder: 'digits rank 0',
    power: { value: 73.4, source: 'simulated' },
    temperature: null,
  });
  expect(task).toMatchObject({ what: 'digits rank 0', utilisation: { value: 150, ageMs: 1000 } });
});

test('what is sent again, late or before is one series: the first word counts', () => {
  const all = new TopSamples();
  const of = { metric: 'cpu.utilisation', nodeUid: 'n0', device: 'host' } as const;
  all.take([frame('n0', 'cpu.utilisation', [3, 4])]);
  all.take([frame('n0', 'cpu.utilisation', [9, 9, 9])]);
  all.fill([
    {
      metric: 'cpu.utilisation',
      unit: 'percent',
      source: 'host',
      nodeUid: 'n0',
      device: 'host',
      step: 2000,
      t0: now - 4000,
      min: [1, 1],
      max: [1, 1],
      mean: [1, null],
      count: [2, 0],
    },
  ]);
  expect(all.minute(of, now).slice(-5)).toEqual([1, 1, 9, 3, 4]);
  expect(all.latest(of)).toEqual({ value: 4, at: now, source: 'host' });
});
