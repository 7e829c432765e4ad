/** How each lever of a waiting job is pulled. Pure. */
import type { Job, JobUpdate } from '@trainyard/contracts/job';
import type { Lever } from '@trainyard/contracts/standing';
import { addresses } from '../../../app/addresses.ts';

/** What a resubmission changes, as it stands in the address of the form. */
export interface Changes {
  nodeCount?: number;
  cluster?: string;
  queue?: string;
  gpusPerNode?: number;
  cpusPerNode?: number;
  memoryPerNode?: number;
}

/** `change`: done at once to the job itself; `go`: a page where it is done. `takes`: running jobs that lose their nodes. */
export type Way = { kind: 'change'; body: JobUpdate; takes: number } | { kind: 'go'; to: string };

/** The way that a lever takes. */
export function wayOf(lever: Lever, job: Job): Way {
  switch (lever.kind) {
    case 'release':
      return { kind: 'change', body: { held: false }, takes: 0 };
    case 'higherPriority':
      return { kind: 'change', body: { schedulingPriority: lever.priority }, takes: lever.preempts };
    case 'moreNodes': {
      const { workspace, name } = job.cluster ?? { workspace: job.workspace, name: '' };
      return { kind: 'go', to: addresses.cluster(workspace, name, `?resize=${lever.target}`) };
    }
    case 'fewerNodes':
      return again(job, { nodeCount: lever.nodeCount });
    case 'otherCluster':
      return again(job, { cluster: lever.cluster.name });
    case 'otherQueue':
      return again(job, { queue: lever.queue });
    case 'smallerShare': {
      const { gpusPerNode, cpusPerNode, memoryPerNode } = lever;
      return again(job, { gpusPerNode, cpusPerNode, memoryPerNode });
    }
  }
}

function again(job: Job, changes: Changes): Way {
  const search = new URLSearchParams({ from: `${job.experiment}/${job.name}` });
  for (const [name, value] of Object.entries(changes)) search.set(name, String(value));
  return { kind: 'go', to: addresses.newJob(job.workspace, `?${search}`) };
}

const numbers = ['nodeCount', 'gpusPerNode', 'cpusPerNode', 'memoryPerNode'] as const;

/** The changes in an address; what is no number there is left out. */
export function changesIn(search: URLSearchParams): Changes {
  const changes: Changes = {};
  for (const name of numbers) {
    const value = Number(search.get(name) ?? Number.NaN);
    if (Number.isFinite(value) && value >= 0) changes[name] = value;
  }
  const [cluster, queue] = [search.get('cluster'), search.get('queue')];
  return { ...changes, ...(cluster === null ? {} : { cluster }), ...(queue === null ? {} : { queue }) };
}
