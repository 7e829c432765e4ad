/** Which nodes, GPUs and tasks `job top` shows, as the server has them now. */
import type { Attempt, Fence } from '@trainyard/contracts/attempt';
import type { Job } from '@trainyard/contracts/job';
import type { Node } from '@trainyard/contracts/node';
import { everyItem } from '@trainyard/sdk/pages';
import type { Context } from '../../context.ts';
import { aboutFares, faresOf } from '../fares.ts';
import type { JobPlace } from '../place.ts';
import { placeOf } from '../place.ts';
import { hasEnded } from '../watch.ts';

/** What was asked for. */
export type TopSubject =
  | { kind: 'jobs'; jobs: JobPlace[] }
  | { kind: 'workspace'; workspace: string; experiment: string | undefined }
  | { kind: 'cluster'; workspace: string; name: string };

export interface TopGpu {
  index: number;
  uuid: string;
  model: string;
  simulated: boolean;
  /** Who holds it, for people; null: nobody. */
  holder: string | null;
}

export interface TopTask {
  fence: Fence;
  label: string;
}

export interface TopNode {
  uid: string;
  name: string;
  cluster: string;
  gpus: TopGpu[];
  tasks: TopTask[];
}

export interface TopPlaces {
  /** What is shown, in a few words. */
  title: string;
  nodes: TopNode[];
  /** Topics that carry its samples, and those that say that it changed. */
  topics: { series: string[]; events: string[] };
  /** True once all that was asked for has ended. */
  ended: boolean;
}

/** Jobs that are looked at closely: each takes a request. */
const jobsMost = 64;
/** Nodes with a topic each; more are followed by their whole clusters. A connection may follow 256 topics. */
const nodeTopicsMost = 64;

/** Reads where things stand. Throws the client's errors. */
export async function placesOf(context: Context, subject: TopSubject): Promise<TopPlaces> {
  const jobs = await jobsOf(context, subject);
  const running = jobs.filter((job) => !hasEnded(job)).slice(0, jobsMost);
  const tasks = (
    await Promise.all(running.map((job) => tasksOf(context, job, subject.kind !== 'jobs' || running.length > 1)))
  ).flat();
  if (subject.kind === 'cluster') return clusterPlaces(context, subject, tasks);
  const clusters = new Map(running.flatMap(({ cluster }) => (cluster ? [[cluster.uid, cluster] as const] : [])));
  const nodes = (
    await Promise.all([...clusters.values()].map(({ workspace, name }) => nodesOf(context, workspace, name)))
  ).flat();
  const uids = new Set(tasks.map(({ node }) => node));
  const used = nodes.filter(({ uid }) => uids.has(uid));
  const few = used.length <= nodeTopicsMost;
  return {
    title: await titleWithFares(context, subject, jobs, running),
    nodes: used.map((node) => topNode(node, tasks, true)),
    topics: {
      series: few
        ? used.map(({ uid }) => `series:node:${uid}`)
        : [...clusters.keys()].map((uid) => `series:cluster:${uid}`),
      events: await eventTopics(context, subject, jobs),
    },
    ended: subject.kind === 'jobs' && jobs.every(hasEnded),
  };
}

async function jobsOf(context: Context, subject: TopSubject): Promise<Job[]> {
  const { client } = context;
  if (subject.kind === 'jobs') return Promise.all(subject.jobs.map((params) => client.call('getJob', { params })));
  const { workspace } = subject;
  const more = subject.kind === 'cluster' ? { cluster: subject.name } : { experiment: subject.experiment };
  return everyItem(client, 'listJobs', { params: { workspace }, query: { state: 'running', ...more } }, jobsMost + 1);
}

async function eventTopics(context: Context, subject: TopSubject, jobs: readonly Job[]): Promise<string[]> {
  if (subject.kind !== 'workspace') return jobs.map(({ uid }) => `job:${uid}`);
  const { uid } = await context.client.call('getWorkspace', { params: { workspace: subject.workspace } });
  return [`workspace:${uid}`];
}

/** Of single jobs also how far they are, and what is found. */
async function titleWithFares(
  context: Context,
  subject: TopSubject,
  jobs: readonly Job[],
  running: readonly Job[],
): Promise<string> {
  const title = titleOf(subject, jobs, running);
  const [job] = jobs;
  if (subject.kind !== 'jobs' || job === undefined || jobs.length > 1) return title;
  const fares = await faresOf(context, subject.jobs[0]?.workspace ?? job.workspace, jobs);
  return [title, ...aboutFares(fares, job, Date.now()).filter((line) => !line.startsWith(' '))].join('; ');
}

function titleOf(subject: TopSubject, jobs: readonly Job[], running: readonly Job[]): string {
  if (subject.kind === 'jobs') {
    return jobs
      .map(
        ({ name, executionState, attempt }) => `${name}: ${executionState}${attempt > 1 ? `, attempt ${attempt}` : ''}`,
      )
      .join('; ');
  }
  const where = subject.kind === 'workspace' ? `workspace ${subject.workspace}` : `cluster ${subject.name}`;
  if (running.length === 0) return `${where}: no job runs`;
  const more = jobs.length > jobsMost ? ` or more, of which the newest ${jobsMost} are shown` : '';
  return `${where}: ${running.length} running ${running.length === 1 ? 'job' : 'jobs'}${more}`;
}

interface PlacedTask extends TopTask {
  node: string;
  gpuIds: readonly number[];
}

async function tasksOf(context: Context, job: Job, withName: boolean): Promise<PlacedTask[]> {
  const attempts = await everyItem(context.client, 'listAttempts', { params: placeOf(job) });
  return attempts
    .filter(({ phase }) => phase !== 'ended')
    .flatMap((attempt) =>
      attempt.tasks
        .filter(({ phase }) => phase !== 'ended')
        .map((task) => ({
          node: task.node.uid,
          gpuIds: task.gpuIds,
          fence: { job: job.uid, unit: attempt.unit, attempt: attempt.number, task: task.index },
          label: labelOf(job, attempt, task, withName),
        })),
    );
}

function labelOf(job: Job, attempt: Attempt, task: Attempt['tasks'][number], withName: boolean): string {
  const ranks = task.processes.map(({ rank }) => rank).sort((a, b) => a - b);
  const [first, last] = [ranks[0], ranks.at(-1)];
  const whom = first === undefined ? `task ${task.index}` : first === last ? `rank ${first}` : `ranks ${first}-${last}`;
  return [...(withName ? [job.name] : []), ...(job.shards ? [`shard ${attempt.unit}`] : []), whom].join(' ');
}

async function clusterPlaces(
  context: Context,
  { workspace, name }: { workspace: string; name: string },
  tasks: readonly PlacedTask[],
): Promise<TopPlaces> {
  const [cluster, nodes] = await Promise.all([
    context.client.call('getCluster', { params: { workspace, name } }),
    nodesOf(context, workspace, name),
  ]);
  const jobs = new Set(nodes.flatMap((node) => node.jobs.map(({ uid }) => uid)));
  return {
    title: `cluster ${name}: ${nodes.length} ${nodes.length === 1 ? 'node' : 'nodes'}, ${jobs.size} running ${jobs.size === 1 ? 'job' : 'jobs'}`,
    nodes: nodes.map((node) => topNode(node, tasks, false)),
    topics: { series: [`series:cluster:${cluster.uid}`], events: [`cluster:${cluster.uid}`] },
    ended: false,
  };
}

const nodesOf = (context: Context, workspace: string, name: string): Promise<Node[]> =>
  everyItem(context.client, 'listNodes', { params: { workspace, name } });

/** `heldOnly`: of a node that runs other jobs as well only the GPUs of those that were asked for. */
function topNode(node: Node, tasks: readonly PlacedTask[], heldOnly: boolean): TopNode {
  const here = tasks.filter((task) => task.node === node.uid);
  const gpus = (node.found?.gpus ?? []).map(({ index, uuid, model, simulated }) => {
    const task = here.find(({ gpuIds }) => gpuIds.includes(index));
    const job = node.jobs.find(({ gpuIds }) => gpuIds.includes(index));
    const holder = task?.label ?? (job && (job.name ?? 'job of another workspace')) ?? null;
    return { index, uuid, model, simulated, holder, isMeant: task !== undefined };
  });
  return {
    uid: node.uid,
    name: node.name,
    cluster: node.cluster,
    gpus: gpus.filter(({ isMeant }) => isMeant || !heldOnly).map(({ isMeant: _, ...gpu }) => gpu),
    tasks: here.map(({ fence, label }) => ({ fence, label })),
  };
}
