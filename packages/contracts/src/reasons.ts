import { fill, type Text, type TextParams } from './texts.ts';

/** Why something is as it is: each code with its English message. The portal translates by code. */
export const reasons = {
  // Why a job waits.
  waitingForNodes: 'waits for nodes of cluster {cluster}: {needed} needed, {free} free, {missing} short',
  waitingForScaleUp: 'waits while cluster {cluster} grows to {target} nodes',
  waitingBehind: 'waits behind {ahead} jobs of the same or higher priority in cluster {cluster}',
  clusterHasNoNodes: 'cluster {cluster} has no nodes: resize it to at least {needed}',
  clusterTooSmall:
    'needs {needed} nodes, cluster {cluster} may have {maximum}: resize it to at least {needed}, or resubmit with fewer nodes',
  nodesBroken: '{broken} nodes of cluster {cluster} take no work until they are repaired or removed',
  clusterMissing: 'the cluster of this job was deleted: resubmit it to another one',
  clusterDeleting: 'cluster {cluster} is being deleted',
  waitingForRestart: 'restarts after {seconds} s: {why}',

  // How an attempt ended.
  processExited: 'rank {rank} on node {node} ended with exit code {exitCode}',
  processKilled: 'rank {rank} on node {node} was killed by {signal}',
  preparationFailed: 'the preparation on node {node} ended with exit code {exitCode}',
  commandNotFound:
    'the command of rank {rank} was not found on node {node} (exit code 127): check its path and the image or set-up task that should bring it',
  stepFailed: 'step {step} failed on node {node}: {why}',
  wallClockExceeded: 'ran longer than its maxWallClockTime of {limit}',
  terminatedByUser: 'terminated by {actor}',
  jobDeleted: 'deleted by {actor}',
  nodeLost: 'node {node} was lost: {why}',
  nodeRemoved: 'node {node} was taken out of the cluster',
  gangStopped: 'stopped because another task of the job ended',
  exitUnknown: 'the process of rank {rank} on node {node} is gone and left no exit code',

  // Nodes.
  nodeStarting: 'the agent is starting',
  nodeSettingUp: 'the set-up task runs',
  nodeSetupFailed: "the set-up task ended with exit code {exitCode}: see the node's set-up log",
  nodeSilent: 'no contact: {why}',
  nodeFenced: 'was silent for {seconds} s and was stopped',
  nodeStoppedItself: 'was silent for {seconds} s, after which its agent stops its jobs',
  declaredLost: 'declared lost by {actor}',
  nodeAgentDied: 'the agent process ended ({how})',
  nodeNeverArrived: 'the agent did not report within {seconds} s: see {log}',
  nodeIncompatible: 'agent {version} speaks protocol {offered}, this server {supported}: update the agent',
  provisionFailed: 'node could not be made: {why}',

  // Scaling.
  scaleManual: 'set to {target} by {actor}',
  scaleUpForJobs: '{needed} nodes are needed by {running} running and {queued} waiting jobs',
  scaleDownIdle: '{idle} nodes were idle for {seconds} s',
  scaleAtMaximum: '{needed} nodes are needed, the maximum is {target}',
  scaleToMinimum: 'the minimum is {target}',
  scaleInitial: 'the initial count is {target}',
} as const satisfies Record<string, string>;

export type ReasonCode = keyof typeof reasons;

/** A reason with its values; the code is checked by the compiler. */
export function reason(code: ReasonCode, params: TextParams = {}): Text {
  return { code, params };
}

/** English words of a reason or error text; an unknown code (of a newer server) is shown as it is. */
export function sayReason(text: Text): string {
  const message: string | undefined = (reasons as Record<string, string>)[text.code];
  return message === undefined ? text.code : fill(message, text.params);
}
