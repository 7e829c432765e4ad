import type { Actor } from '@trainyard/contracts/actors';
import type { JobPlan } from '@trainyard/contracts/api/jobs';
import { type Detail, Fault } from '@trainyard/contracts/errors';
import type { JobCreate } from '@trainyard/contracts/job';
import { judgeJob, topOf, withoutTwins } from '@trainyard/contracts/job-faults';
import { toolkitFields } from '@trainyard/contracts/toolkits';
import type { ClusterRow } from '@trainyard/db/entities';
import type { Rows } from '@trainyard/db/rows';
import type { Tx } from '@trainyard/db/writer';
import { forecastStarts } from '@trainyard/scheduler/forecast';
import type { Decision, SchedulerUnit } from '@trainyard/scheduler/interface';
import { copyOf } from '@trainyard/scheduler/levers';
import { preview } from '@trainyard/toolkits/preview';
import { toolkitOf } from '@trainyard/toolkits/registry';
import { asObject, clusterOf, experimentOf, jobOf } from '../commands/find.ts';
import { Gathered } from '../commands/gathered.ts';
import { jobSubmit, judgedPlace } from '../commands/job-submit.ts';
import { inScope } from '../policies/decide.ts';
import { gpusPerNodeOf, nodeSizeOf } from '../scheduling/node-size.ts';
import { inSlices } from '../scheduling/slices.ts';
import { entryChange, unitChange } from '../scheduling/unit-feed.ts';
import { mountsOf } from '../volumes/mounts-of.ts';
import type { ResolvedVolume } from '../volumes/resolve-volumes.ts';
import { askingPace, type Question, type QuestionPorts } from './question.ts';

/** Says what a job would do and where it would go; a body that would be refused gets its faults instead of an error. */
export const jobPlan: Question<'job.plan'> = {
  verb: 'read',
  locate: (tx, { experimentUid }) => asObject('experiment', experimentOf(tx, experimentUid)),
  async answer({ experimentUid, body }, ports, actor) {
    const absent = { placement: null, start: null, price: null, preempts: null };
    const { faults: own, right } = judgeJob(body);
    if (own.length > 0) {
      const faults = [...own, ...(await ofItsPlace(ports, experimentUid, right, own))];
      return { faults: withoutTwins(faults), processes: null, volumes: null, ...absent };
    }
    const job = right as JobCreate;
    try {
      const { unit, cluster, volumes } = await submittedForNow(ports, experimentUid, job);
      const processes = preview(toolkitOf(job).field, job, gpusPerNodeOf(job, cluster));
      return { faults: [], processes, volumes, ...(await placed(ports, unit, cluster, actor)) };
    } catch (error) {
      const { faults, processes } = anywhere(job);
      return { faults: withoutTwins([...asFaults(error), ...faults]), processes, volumes: null, ...absent };
    }
  },
};

/** What a job would start on nodes of any size: of one that is refused for its place. */
function anywhere(job: JobCreate): Pick<JobPlan, 'faults' | 'processes'> {
  try {
    return { faults: [], processes: preview(toolkitOf(job).field, job, Number.POSITIVE_INFINITY) };
  } catch (error) {
    return { faults: asFaults(error), processes: null };
  }
}

/** What stands for fields that are wrong, so that the others can be judged. */
const stand = { name: 'unnamed', nodeCount: 1, queue: 'default', cluster: { name: '-' } };
const standingToolkit = { customToolkitSettings: { commandLine: 'true' } };

/** What the place of a job says against it although its body is wrong; nothing of the fields that are known to be. */
async function ofItsPlace(
  ports: QuestionPorts,
  experimentUid: string,
  right: Partial<JobCreate>,
  own: readonly Detail[],
): Promise<Detail[]> {
  const told = new Set(own.map(({ path }) => topOf(path)));
  for (const field of ['name', 'cluster', 'nodeCount'] as const) if (right[field] === undefined) told.add(field);
  const toolkit = toolkitFields.some((field) => right[field] !== undefined) ? {} : standingToolkit;
  const body = { ...stand, ...right, ...toolkit } as JobCreate;
  const gathered = new Gathered();
  await looked(ports, (tx) => {
    judgedPlace(tx, experimentOf(tx, experimentUid), { body, told }, ports, gathered);
  });
  return gathered.details().filter(({ path }) => !told.has(topOf(path)));
}

/** Undoes a transaction that was only to be looked at. */
class TakenBack extends Error {
  override readonly name = 'TakenBack';
}

/** Does something in a transaction and takes it back. */
async function looked({ look }: Pick<QuestionPorts, 'look'>, work: (tx: Tx) => void): Promise<void> {
  const taken = (tx: Tx): undefined => {
    work(tx);
    throw new TakenBack('only looked at');
  };
  await look(taken).catch((error: unknown) => {
    if (!(error instanceof TakenBack)) throw error;
  });
}

interface Submitted {
  unit: SchedulerUnit;
  cluster: ClusterRow;
  volumes: NonNullable<JobPlan['volumes']>;
}

function presentVolume({ volume: { at, label, readOnly, source } }: ResolvedVolume): Submitted['volumes'][number] {
  return { at, label, kind: source.kind, readOnly };
}

/** Submits the job and takes it back in the same transaction: the unit is what the scheduler would be told, to the last field. */
async function submittedForNow(ports: QuestionPorts, experimentUid: string, body: JobCreate): Promise<Submitted> {
  let found: Submitted | undefined;
  await looked(ports, (tx) => {
    const { uid } = jobSubmit.run(tx, { experimentUid, body }, ports);
    const volumes = mountsOf(tx, jobOf(tx, uid), ports.storageHome).volumes.map(presentVolume);
    const [first] = tx.where('unit', { jobUid: uid });
    const change = first ? unitChange(tx, first.uid) : entryChange(tx, uid);
    if (change.type === 'unit') found = { unit: change.unit, cluster: clusterOf(tx, change.unit.clusterUid), volumes };
  });
  if (!found) throw new Error('a job that was accepted has nothing to start');
  return found;
}

/** Where the unit would go, told by the scheduler itself on a copy of the cluster. */
async function placed(ports: QuestionPorts, unit: SchedulerUnit, cluster: ClusterRow, actor: Actor) {
  const { brain, clock, rows, experience } = ports;
  const now = clock.now();
  const contents = brain.contents(cluster.uid);
  const copy = contents ? copyOf(brain, contents) : brain.fork([cluster.uid]);
  copy.apply({ type: 'unit', unit });
  const decisions = copy.decide(now, Number.POSITIVE_INFINITY);
  const starts = decisions.filter((one) => one.type === 'start').filter((one) => one.unitUid === unit.uid);
  const [first] = starts;
  const options = { ...experience.forecastOptions(cluster.uid), units: [unit.uid] };
  const search = forecastStarts(copy, cluster.uid, now, options);
  const told = first ? [] : await inSlices(clock, askingPace, search, () => true);
  const forecast = told[0] ? experience.told(told[0], now) : null;
  return {
    placement: {
      reasons: first ? [] : copy.explain(unit.uid, now),
      nodes: (first?.placements ?? []).map(({ nodeUid, ...place }) => ({
        ...place,
        node: { uid: nodeUid, name: rows.get('node', nodeUid)?.name ?? nodeUid },
      })),
    },
    start: { now: first !== undefined, forecast },
    price: priceOf(cluster, unit, Math.max(1, starts.length)),
    preempts: victimsOf(decisions, unit.uid, ports, actor),
  };
}

/** Per hour for what runs at once: whole nodes, or the largest part of a node that a share takes. */
function priceOf({ spec }: ClusterRow, { share, nodeCount }: SchedulerUnit, units: number): JobPlan['price'] {
  if (!spec.price) return { perHour: null, currency: null };
  const size = nodeSizeOf({ spec });
  const part = (amount: number, all: number) => (all > 0 ? amount / all : 0);
  const taken = share
    ? Math.max(part(share.gpus, size.gpus), part(share.cpus, size.cpus), part(share.memoryBytes, size.memoryBytes))
    : 1;
  return { perHour: spec.price.perNodeHour * taken * nodeCount * units, currency: spec.price.currency };
}

/** Jobs that would lose their nodes, as far as the asker may know of them. */
function victimsOf(
  decisions: readonly Decision[],
  unitUid: string,
  { brain, rows }: { brain: QuestionPorts['brain']; rows: Rows },
  actor: Actor,
): JobPlan['preempts'] {
  const victims = decisions.flatMap((one) => (one.type === 'preempt' && one.unitUid === unitUid ? one.victims : []));
  return victims.flatMap((victim) => {
    const held = brain.unit(victim.unitUid);
    const job = rows.get('job', held?.jobUid ?? '');
    if (!job || !inScope(actor, job)) return [];
    const experiment = rows.get('experiment', job.experimentUid)?.name ?? '';
    const nodes = new Set(held?.held?.map(({ nodeUid }) => nodeUid)).size;
    return [{ job: { uid: job.uid, name: job.name, experiment }, nodes, lostMs: victim.lostMs }];
  });
}

function asFaults(error: unknown): Detail[] {
  if (!(error instanceof Fault)) throw error;
  return error.details ?? [{ path: '', code: error.code, message: error.message, params: error.params }];
}
