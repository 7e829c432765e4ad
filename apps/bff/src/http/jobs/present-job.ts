import type { Actor } from '@trainyard/contracts/actors';
import type { Job } from '@trainyard/contracts/job';
import { isTerminal, jobMoves } from '@trainyard/contracts/lifecycles';
import { formatTime } from '@trainyard/contracts/times';
import type { JobView } from '@trainyard/db/readers/jobs';
import { canOf } from '../../access/authorise.ts';
import { withoutWithheld } from '../withheld.ts';

/** A forecast of an earlier wait says nothing about this one. */
function currentForecast({ state, stateAt, forecast }: JobView['row']): Job['forecast'] {
  return state === 'queued' && forecast && forecast.at >= stateAt ? forecast : null;
}

/** As the job names them, with where they are while it runs. */
function presentServices({ row, services }: Pick<JobView, 'row' | 'services'>, over: boolean): Job['services'] {
  return (row.spec.services ?? []).map(({ name, commandLine = null }) => {
    const found = services.find((one) => one.name === name);
    const { port = null, node = null, state = over ? 'ended' : 'waiting' } = found ?? {};
    return { name, commandLine, port, node, state };
  });
}

function presentPruned({ pruned }: JobView['row']): Job['pruned'] {
  const parts = Object.entries(pruned).map(([what, part]) => [what, { ...part, at: formatTime(part.at) }]);
  return Object.fromEntries(parts);
}

export function presentJob(view: JobView, actor: Actor): Job {
  const { row, workspace, experiment, cluster, attempt, phase } = view;
  const object = { kind: 'job', name: row.name, workspaceUid: row.workspaceUid };
  const over = isTerminal(jobMoves, row.state);
  const can = canOf(actor, object, ['terminate', 'delete', 'submit', 'update', 'operate']);
  return {
    ...withoutWithheld(row.spec),
    uid: row.uid,
    workspace,
    experiment,
    name: row.name,
    cluster,
    toolType: row.toolType,
    nodeCount: row.spec.nodeCount,
    schedulingPriority: row.spec.schedulingPriority,
    queue: row.spec.queue,
    tags: row.tags,
    executionState: row.state,
    executionStateTransitionTime: formatTime(row.stateAt),
    provisioningState: row.deleting ? 'deleting' : 'succeeded',
    executionInfo: {
      ...(row.startedAt === null ? {} : { startTime: formatTime(row.startedAt) }),
      ...(row.endedAt === null ? {} : { endTime: formatTime(row.endedAt) }),
      ...(row.exitCode === null ? {} : { exitCode: row.exitCode }),
      ...(row.errors.length === 0 ? {} : { errors: row.errors }),
    },
    reasons: row.reasons,
    failure: row.state === 'succeeded' ? null : (row.failure ?? null),
    held: row.held,
    resubmittedFrom: row.resubmittedFrom ?? null,
    forecast: currentForecast(row),
    shards: row.shards ?? null,
    services: presentServices(view, over),
    preemptions: row.preemptions,
    attempt,
    phase,
    jobOutputDirectoryPathSegment: row.segment,
    pruned: presentPruned(row),
    vitals: row.vitals,
    creationTime: formatTime(row.createdAt),
    createdBy: row.createdBy,
    revision: row.revision,
    can: { ...can, terminate: can.terminate === true && !over && row.state !== 'terminating' },
  };
}
