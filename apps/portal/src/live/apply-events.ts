/** Events of a workspace into the query cache: what an event tells is patched in, what it does not tell is asked for again. */
import type { InfiniteData, QueryClient } from '@tanstack/react-query';
import type { Cluster } from '@trainyard/contracts/cluster';
import type { TrainyardEvent } from '@trainyard/contracts/events';
import type { Job } from '@trainyard/contracts/job';
import type { Node } from '@trainyard/contracts/node';
import { type Address, addressOf } from './address.ts';
import { insertJob, type JobPage, removeJob, replaceJobs } from './job-pages.ts';
import { type JobAddress, type JobFilter, keys } from './keys.ts';
import { listChanges, movesLists } from './list-changes.ts';
import { type Patched, patchCluster, patchJob, patchNode } from './patch.ts';
import type { Refresh } from './refresh.ts';
import { writeAnswer } from './write-answer.ts';

/** Jobs that one delivery may ask for one by one; beyond it the lists are asked for as a whole. */
const singleMost = 10;

type JobList = InfiniteData<JobPage>;

export class EventCache {
  readonly #queries: QueryClient;
  readonly #refresh: Refresh;
  readonly #fetchJob: (of: JobAddress) => Promise<Job>;

  constructor(queries: QueryClient, refresh: Refresh, fetchJob: (of: JobAddress) => Promise<Job>) {
    this.#queries = queries;
    this.#refresh = refresh;
    this.#fetchJob = fetchJob;
  }

  /** Takes events in order of their number. */
  apply(events: readonly TrainyardEvent[]): void {
    /** Jobs that a list lacks or has at an older revision. */
    const unknown = new Map<string, JobAddress>();
    for (const event of events) {
      const address = addressOf(event.subject.path);
      if (address !== undefined) this.#one(event, address, unknown);
    }
    if (unknown.size > singleMost) {
      for (const { workspace } of unknown.values()) this.#refresh.soon(keys.jobLists(workspace));
      for (const of of unknown.values()) this.#refresh.soon(keys.job(of));
      return;
    }
    for (const of of unknown.values()) void this.#ask(of);
  }

  #one(event: TrainyardEvent, address: Address, unknown: Map<string, JobAddress>): void {
    const { workspace, cluster, job } = address;
    this.#queue(event);
    switch (event.subject.kind) {
      case 'workspace':
        this.#refresh.soon(keys.workspaces());
        break;
      case 'experiment':
        this.#refresh.soon(keys.experiments(workspace));
        break;
      case 'cluster':
        this.#cluster(event, address);
        break;
      case 'node':
        this.#node(event, address);
        break;
      case 'job':
        this.#job(event, address, unknown);
        break;
      case 'attempt':
        this.#attempt(event, address);
        break;
      case 'task':
        if (job !== undefined) {
          this.#refresh.soon(keys.attempts(job));
          this.#refresh.soon(keys.logs(job));
          // Whether a service listens is in the job as it is shown, and in no event of the job.
          const shown = this.#queries.getQueryData<Job>(keys.job(job));
          if ((shown?.services ?? []).length > 0) this.#refresh.soon(keys.job(job));
        }
        break;
      case 'allocation':
        // Under which cluster the nodes stand is not in the path of a job's allocation.
        this.#refresh.soon(['nodes', workspace]);
        break;
      case 'artifact':
        if (job !== undefined) {
          this.#refresh.soon(keys.artifacts(job));
          this.#refresh.seldom(keys.jobTrees(job));
        }
        break;
      case 'unit':
        if (job !== undefined) this.#refresh.seldom(keys.unitsOf(job));
        break;
      case 'preemption':
        // Its path names one of the two jobs only.
        this.#refresh.soon(keys.receiptsIn(workspace));
        break;
      case 'reservation':
        if (cluster !== undefined) this.#refresh.soon(keys.reservations(workspace, cluster));
        break;
      case 'fileServer':
        this.#refresh.soon(keys.fileServers(workspace));
        break;
      case 'view':
        this.#refresh.soon(keys.views(workspace));
        break;
      case 'limit':
        this.#refresh.soon(keys.limits());
        break;
      case 'token':
        break;
    }
  }

  /** Whatever happens in a cluster may change why its jobs wait, and what its queues use. */
  #queue({ type, subject: { kind }, clusterUid, changed }: TrainyardEvent): void {
    if (clusterUid === null || kind === 'task' || kind === 'artifact') return;
    this.#refresh.seldom(keys.explanations(clusterUid));
    this.#refresh.seldom(keys.queues(clusterUid));
    if (type === 'job.started' || ('startedAt' in changed && kind === 'unit')) this.#refresh.seldom(keys.score());
  }

  #cluster(event: TrainyardEvent, { workspace, cluster }: Address): void {
    const key = keys.clusters(workspace);
    if (cluster !== undefined) this.#refresh.soon(keys.scaling(workspace, cluster));
    if (event.type === 'cluster.deleted') this.#removeFrom<Cluster>(key, event.subject.uid);
    else if (!this.#patchIn<Cluster>(key, event, patchCluster)) this.#refresh.soon(key);
  }

  #node(event: TrainyardEvent, { workspace, cluster }: Address): void {
    if (cluster === undefined) return;
    const key = keys.nodes(workspace, cluster);
    if (event.type === 'node.deleted') this.#removeFrom<Node>(key, event.subject.uid);
    else if (!this.#patchIn<Node>(key, event, patchNode)) this.#refresh.soon(key);
    // The counts of a cluster's nodes by state follow from its nodes.
    if (event.type !== 'node.updated' || 'state' in event.changed) this.#refresh.soon(keys.clusters(workspace));
  }

  #removeFrom<T extends { uid: string }>(key: readonly unknown[], uid: string): void {
    writeAnswer<T[]>(this.#queries, key, (list) => list.filter((object) => object.uid !== uid));
    this.#askAgainIfAsked(key);
  }

  /**
   * An answer that is on its way may have been given before what was just told: it would be taken for the newer one and
   * nothing would ever correct it. So what is being asked for while it changes is asked for once more.
   */
  #askAgainIfAsked(key: readonly unknown[]): void {
    if (this.#queries.isFetching({ queryKey: key }) > 0) this.#refresh.soon(key);
  }

  /** False when the list must be asked for again. */
  #patchIn<T extends { uid: string; revision: number }>(
    key: readonly unknown[],
    event: TrainyardEvent,
    patch: (object: T, event: TrainyardEvent) => Patched<T>,
  ): boolean {
    const list = this.#queries.getQueryData<T[]>(key);
    // What nobody asked for yet will be current when it is.
    if (list === undefined) return this.#queries.getQueryState(key) === undefined;
    const at = list.findIndex(({ uid }) => uid === event.subject.uid);
    const found = list[at];
    if (found === undefined) return false;
    const patched = patch(found, event);
    if (patched.kind === 'patched') writeAnswer<T[]>(this.#queries, key, () => list.with(at, patched.value));
    this.#askAgainIfAsked(key);
    return patched.kind !== 'refetch';
  }

  #job(event: TrainyardEvent, { workspace, job: of }: Address, unknown: Map<string, JobAddress>): void {
    if (of === undefined) return;
    if (movesLists(event)) listChanges.tell(workspace, event.type === 'job.submitted');
    if (event.type === 'job.deleted') {
      this.#editLists(workspace, (pages) => removeJob(pages, event.subject.uid));
      this.#askAgainIfAsked(keys.jobLists(workspace));
      unknown.delete(event.subject.uid);
      this.#refresh.soon(keys.job(of));
      return;
    }
    const held = this.#heldJob(of, event.subject.uid);
    const patched = held && patchJob(held, event);
    if (patched?.kind === 'patched') this.#put(patched.value);
    // One place may have it already and another not.
    else if (held && patched?.kind === 'same') this.#put(held);
    else unknown.set(event.subject.uid, of);
  }

  /** The job as the newest of all places in the cache that hold it. */
  #heldJob(of: JobAddress, uid: string): Job | undefined {
    let newest = this.#queries.getQueryData<Job>(keys.job(of));
    if (newest?.uid !== uid) newest = undefined;
    for (const [, list] of this.#queries.getQueriesData<JobList>({ queryKey: keys.jobLists(of.workspace) })) {
      for (const page of list?.pages ?? []) {
        const found = page.items.find((job) => job.uid === uid);
        if (found && (newest === undefined || found.revision > newest.revision)) newest = found;
      }
    }
    for (const [, page] of this.#queries.getQueriesData<JobPage>({ queryKey: keys.jobWindows(of.workspace) })) {
      const found = page?.items?.find((job) => job.uid === uid);
      if (found && (newest === undefined || found.revision > newest.revision)) newest = found;
    }
    return newest;
  }

  async #ask(of: JobAddress): Promise<void> {
    try {
      this.#put(await this.#fetchJob(of));
    } catch {
      // It is gone again, or the network is: the lists say which.
      this.#refresh.soon(keys.jobLists(of.workspace));
      this.#refresh.soon(keys.job(of));
    }
  }

  /** A job's newest state into every place that shows it. */
  #put(job: Job): void {
    const of = { workspace: job.workspace, experiment: job.experiment, name: job.name };
    writeAnswer<Job>(this.#queries, keys.job(of), (old) =>
      old.uid !== job.uid || old.revision <= job.revision ? job : old,
    );
    this.#askAgainIfAsked(keys.job(of));
    this.#askAgainIfAsked(keys.jobLists(job.workspace));
    // A page may stand at the address and have been told that nothing is there.
    if (this.#queries.getQueryState(keys.job(of))?.status === 'error') this.#refresh.soon(keys.job(of));
    this.#inWindows(job);
    this.#editLists(job.workspace, (pages, filter) => {
      const holds = pages.some((page) => page.items.some(({ uid }) => uid === job.uid));
      return holds ? replaceJobs(pages, new Map([[job.uid, job]]), filter) : insertJob(pages, job, filter);
    });
  }

  /** In place: where a job stands in a list by its place is the server's to say. */
  #inWindows(job: Job): void {
    for (const { queryKey } of this.#queries.getQueryCache().findAll({ queryKey: keys.jobWindows(job.workspace) })) {
      writeAnswer<JobPage>(this.#queries, queryKey, (page) => {
        const at = page.items?.findIndex(({ uid, revision }) => uid === job.uid && revision <= job.revision) ?? -1;
        return at === -1 ? page : { ...page, items: page.items.with(at, job) };
      });
    }
  }

  #editLists(workspace: string, edit: (pages: JobPage[], filter: JobFilter) => JobPage[]): void {
    for (const query of this.#queries.getQueryCache().findAll({ queryKey: keys.jobLists(workspace) })) {
      const filter = (query.queryKey[2] ?? {}) as JobFilter;
      writeAnswer<JobList>(this.#queries, query.queryKey, (list) => {
        const pages = edit(list.pages, filter);
        return pages === list.pages ? list : { ...list, pages };
      });
    }
  }

  #attempt(event: TrainyardEvent, { job: of }: Address): void {
    if (of === undefined) return;
    this.#refresh.soon(keys.attempts(of));
    if ('family' in event.changed) this.#refresh.seldom(keys.families(of.workspace));
    if (event.type === 'attempt.created') this.#refresh.soon(keys.logs(of));
    const held = event.jobUid === null ? undefined : this.#heldJob(of, event.jobUid);
    if (held === undefined) return;
    const { phase = held.phase, number = held.attempt } = event.changed as { phase?: string; number?: number };
    if (phase !== held.phase || number !== held.attempt) this.#put({ ...held, phase, attempt: Number(number) });
  }
}
