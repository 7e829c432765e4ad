/**
 * Kueue's published load generators through the whole control plane with real clocks: durable submissions by the commands that the API
 * runs, the real scheduler and writer on a real disk. Agents are in this process and speak by the fleet's commands; their tasks are the
 * time they take. `--quick`: a tenth of each queue's jobs of the baseline alone.
 */
import type { JobCreate } from '@trainyard/contracts/job';
import { jobCreate } from '@trainyard/contracts/job';
import { borrowedSlots, type JobClass, type KueueLoad, kueueLoads, nominalSlots } from './load/kueue-loads.ts';
import { MeasuredControl, type Spent } from './load/measured-control.ts';
import { TimedFleet } from './load/timed-fleet.ts';
import { type BenchRow, publish } from './report/report.ts';

const quick = process.argv.includes('--quick');
const user = { kind: 'administrator', id: 'u', name: 'u', via: 'rest' } as const;
/** A load that takes longer than this many times its ideal is cut off, and says how much of it was done. */
const patience = 60;

interface Seen {
  seconds: number;
  done: number;
  jobs: number;
  /** Mean wait by class, s. */
  waits: Record<string, number>;
  preemptions: number;
  spent: Spent;
}

const loads = quick
  ? kueueLoads.slice(0, 1).map((load) => ({
      ...load,
      ideal: load.ideal / 10,
      classes: load.classes.map((one) => ({ ...one, count: one.count / 10 })),
    }))
  : kueueLoads;
const rows: BenchRow[] = [];
const raw: Record<string, Seen> = {};
for (const load of loads) {
  const seen = await replay(load);
  raw[load.name] = seen;
  rows.push(...rowsOf(load, seen));
}
publish('kueue-replay', rows, raw);

async function replay(load: KueueLoad): Promise<Seen> {
  const fleet = new TimedFleet();
  const measured = new MeasuredControl(fleet);
  const { control, spent } = measured;
  const jobs = load.cohorts * load.queuesPerCohort * load.classes.reduce((sum, { count }) => sum + count, 0);
  const due = new Map<string, number>();
  const watch = watchJobs(measured, jobs, due);
  fleet.attach(control);
  await control.start();
  const experimentUid = await prepare(measured, load);
  for (const part of Object.keys(spent) as (keyof Spent)[]) spent[part] = 0;
  const from = performance.now();
  const arrivals = load.classes.flatMap((one) => arrivalsOf(load, one)).sort((a, b) => a.at - b.at);
  for (const { at, body } of arrivals) due.set(body.name, Date.now() + at);
  const cut = setTimeout(watch.giveUp, load.ideal * 1_000 * patience);
  void submitAll(measured, experimentUid, arrivals, from);
  await watch.over;
  clearTimeout(cut);
  const seconds = (performance.now() - from) / 1_000;
  const seen = { seconds, jobs, ...watch.seen(), spent: { ...spent } };
  await measured.close();
  return seen;
}

/** A cluster for each cohort, whose queues lend to each other, with as much as their quotas say. */
async function prepare({ control, writer }: MeasuredControl, load: KueueLoad): Promise<string> {
  const workspace = await control.execute('workspace.create', { name: 'w', location: 'local', tags: {} }, user);
  const own = { workspaceUid: workspace.uid };
  const { uid } = await control.execute('experiment.create', { ...own, name: 'e' }, user);
  const cpus = (slots: number): number => Math.round(slots * load.cpusPerSlot);
  for (let cohort = 0; cohort < load.cohorts; cohort++) {
    const queues = Array.from({ length: load.queuesPerCohort }, (_, at) => ({
      name: `q${at}`,
      cohort: 'all',
      nominal: { cpus: cpus(nominalSlots) },
      borrowingLimit: { cpus: cpus(borrowedSlots) },
    }));
    const body = {
      name: `c${cohort}`,
      vmSize: load.nodes.size,
      vmPriority: 'dedicated' as const,
      scaleSettings: { manual: { targetNodeCount: load.nodes.count, nodeDeallocationOption: 'requeue' as const } },
      provisioner: { kind: 'local' },
      nodeLabels: {},
      scheduling: {
        queues,
        fairShare: { by: 'none' as const, weights: {} },
        ageing: 'P1D',
        preemption: { enabled: true, grace: 'PT0S' },
      },
      tags: {},
    };
    await control.execute('cluster.create', { ...own, body }, user);
  }
  const idle = (): number => writer.rows.where('node', { state: 'idle' }).length;
  while (idle() < load.cohorts * load.nodes.count) await new Promise((resolve) => setTimeout(resolve, 20));
  return uid;
}

interface Arrival {
  at: number;
  body: JobCreate;
}

function arrivalsOf(load: KueueLoad, { name, count, everyMs, runMs, slots, priority }: JobClass): Arrival[] {
  const cpusPerNode = Number((slots * load.cpusPerSlot).toFixed(4));
  const template = jobCreate.parse({
    name: 'template',
    cluster: { name: 'c0' },
    cpusPerNode,
    schedulingPriority: priority,
    customToolkitSettings: { commandLine: `run ${runMs}` },
    tags: { class: name },
  });
  const arrivals: Arrival[] = [];
  for (let cohort = 0; cohort < load.cohorts; cohort++) {
    for (let queue = 0; queue < load.queuesPerCohort; queue++) {
      for (let at = 0; at < count; at++) {
        const body = {
          ...template,
          name: `${name}-${cohort}-${queue}-${at}`,
          queue: `q${queue}`,
          cluster: { name: `c${cohort}` },
        };
        arrivals.push({ at: at * everyMs, body });
      }
    }
  }
  return arrivals;
}

/** Submits each when it is due, or as soon after that as earlier ones are acknowledged. */
async function submitAll(
  { control }: MeasuredControl,
  experimentUid: string,
  arrivals: readonly Arrival[],
  from: number,
): Promise<void> {
  // A few at a time, so that starts and reports come in between.
  const together = 64;
  for (let next = 0; next < arrivals.length; ) {
    const due = performance.now() - from;
    const batch: Promise<unknown>[] = [];
    while (batch.length < together && (arrivals[next]?.at ?? Number.POSITIVE_INFINITY) <= due) {
      const { body } = arrivals[next++] as Arrival;
      batch.push(control.execute('job.submit', { experimentUid, body }, user));
    }
    await Promise.all(batch);
    const wait = (arrivals[next]?.at ?? 0) - (performance.now() - from);
    await new Promise((resolve) => (wait > 1 ? setTimeout(resolve, wait) : setImmediate(resolve)));
  }
}

/** Waits count from when a job was due, so that a slow submission is no shorter wait. */
function watchJobs({ control }: MeasuredControl, jobs: number, due: ReadonlyMap<string, number>) {
  const submitted = new Map<string, { at: number; class: string }>();
  const waits = new Map<string, { sum: number; count: number }>();
  let done = 0;
  let preemptions = 0;
  let finish: () => void = () => undefined;
  const over = new Promise<void>((resolve) => {
    finish = resolve;
  });
  control.onEvents((events) => {
    for (const { type, subject, at, changed } of events) {
      if (type === 'job.submitted')
        submitted.set(subject.uid, {
          at: due.get(changed.name as string) ?? at,
          class: (changed.tags as { class: string }).class,
        });
      else if (type === 'job.started') {
        const job = submitted.get(subject.uid);
        if (!job) continue;
        submitted.delete(subject.uid);
        const wait = waits.get(job.class) ?? { sum: 0, count: 0 };
        waits.set(job.class, { sum: wait.sum + at - job.at, count: wait.count + 1 });
      } else if (type === 'preemption.made') preemptions += 1;
      else if (type === 'job.succeeded' || type === 'job.failed') done += 1;
    }
    if (done >= jobs) finish();
  });
  const means = (): Record<string, number> =>
    Object.fromEntries([...waits].map(([name, { sum, count }]) => [name, sum / count / 1_000]));
  return { over, giveUp: () => finish(), seen: () => ({ done, waits: means(), preemptions }) };
}

function rowsOf(load: KueueLoad, { seconds, done, jobs, waits, spent }: Seen): BenchRow[] {
  const peer = 'Kueue, published';
  const whole = done === jobs;
  const parts = (Object.entries(spent) as [keyof Spent, number][]).filter(([part]) => part !== 'commits');
  const bound = parts.sort((a, b) => b[1] - a[1]).map(([part, ms]) => `${part} ${(ms / done).toFixed(2)} ms/job`);
  console.log(
    `${load.name}: ${done} of ${jobs} jobs in ${seconds.toFixed(1)} s; the thread's time: ${bound.join(', ')}; ${(done / Math.max(1, spent.commits)).toFixed(2)} jobs a commit`,
  );
  return [
    {
      what: `${load.name}: ${jobs} jobs${whole ? '' : `, ${done} done when it was cut off`}, beside Kueue`,
      unit: 's',
      ours: seconds,
      peer,
      peerValue: quick ? load.kueue / 10 : load.kueue,
      ratio: seconds / (quick ? load.kueue / 10 : load.kueue),
      target: `≤ ${load.most} × ideal (${load.ideal} s)`,
      meets: whole && seconds <= load.most * load.ideal,
    },
    ...load.classes.map((one) => ({
      what: `${load.name}: mean wait of ${one.name} jobs`,
      unit: 's',
      ours: waits[one.name] ?? Number.NaN,
      peer,
      peerValue: one.kueueWait,
      ratio: (waits[one.name] ?? Number.NaN) / one.kueueWait,
      target: 'shown',
      meets: true,
    })),
  ];
}
