import { fill, type Text, type TextParams } from './texts.ts';

/** Why something is as it is: each code with its English message. The portal translates by code. */
export const reasons = {
  // Why a job waits.
  waitingForNodes: 'waits for nodes of cluster {cluster}: {needed} needed, {free} free, {missing} short',
  waitingForScaleUp: 'waits while cluster {cluster} grows to {target} {target|node|nodes}',
  waitingBehind: 'waits behind {ahead} {ahead|job|jobs} of the same or higher priority in cluster {cluster}',
  clusterHasNoNodes: 'cluster {cluster} has no nodes: resize it to at least {needed}',
  clusterTooSmall:
    'needs {needed} {needed|node|nodes}, cluster {cluster} may have {maximum}: resize it to at least {needed}, or resubmit with fewer nodes',
  nodesBroken:
    '{broken} {broken|node|nodes} of cluster {cluster} {broken|takes|take} no work until {broken|it is|they are} repaired or removed',
  clusterMissing: 'the cluster of this job was deleted: resubmit it to another one',
  clusterDeleting: 'cluster {cluster} is being deleted',
  waitingForRestart: 'restarts after {seconds} s: {why}',

  held: 'is held until somebody releases it',
  waitingForJob: 'waits for job {job} to end',
  waitingForShare:
    'waits for {needed} {needed|node|nodes} of cluster {cluster} with {gpus} {gpus|GPU|GPUs}, {cpus} {cpus|CPU|CPUs} and {memory} free each: {fitting} {fitting|has|have} them',
  waitingForReserved: 'waits for nodes that are kept for {job}, which is ahead and starts by {at} at the latest',
  waitingForPreemption:
    'waits while {victims} {victims|job|jobs} of lower priority {victims|gives|give} back {victims|its|their} nodes',
  noNodeHasLabels:
    '{needed} {needed|node|nodes} with labels {labels} {needed|is|are} needed, cluster {cluster} has {found}',
  nodesReserved:
    '{reserved} {reserved|node|nodes} of cluster {cluster} {reserved|is|are} reserved for others until {until}',
  nodesAvoided: 'keeps off {avoided} {avoided|node|nodes} of cluster {cluster} on which it failed',
  queueQuota: 'queue {queue} uses {used} of {limit} {resource}, and {needed} more are needed',
  cohortQuota: 'cohort {cohort} has {free} {resource} left for its queues, and queue {queue} needs {needed}',
  workspaceLimit: 'workspace {name} uses {used} of {limit} {resource}, and {needed} more are needed',
  userLimit: '{name} uses {used} of {limit} {resource}, and {needed} more are needed',
  arrayParallel: '{running} {running|shard runs|shards run} at once, as many as the job allows',

  // What a node is to a waiting job.
  nodeKept: 'kept for {job}, which starts by {at} at the latest',
  nodeKeptForOther: 'kept for another job, which starts by {at} at the latest',
  nodeLacksLabels: 'it lacks labels {labels}',
  nodeTooSmall: 'it is smaller than what the job asks of a node',
  nodeAvoided: 'the job failed on it and keeps off it',
  nodeReserved: 'reserved for others until {until}',
  nodeBroken: 'it takes no work until it is repaired or removed',
  nodeNotSchedulable: 'it takes no new work until somebody allows it',
  nodeLeaving: 'it is being given back',
  nodeAway: 'it takes no work for the moment',

  // Why a job can never start as it is, and the nearest that could.
  neverNodes:
    'it needs {needed} {needed|node|nodes}, the cluster can never have more than {maximum}: ask for at most {maximum}',
  neverShare: 'it asks for {asked} {resource} on each node, a node has {has}: ask for at most {has}',
  neverLabels: 'no node of the cluster has labels {labels}: nearest are {nearest}',
  neverContainers:
    'no node of the cluster has an engine for containers: install Docker or Podman on its machines, or remove containerSettings',
  neverQueue:
    'queue {queue} may never use more than {limit} {resource}, it needs {needed}: ask for at most {limit} {resource}',
  neverLimit:
    '{scope} {name} may never use more than {limit} {resource}, it needs {needed}: ask for at most {limit} {resource}',

  // How an attempt ended.
  preempted: 'job {job} of priority {priority} took its nodes',
  preemptedForQuota: 'queue {queue} took back what it had lent, for job {job}',
  nodeReclaimed: 'low-priority node {node} was taken back',
  nodeDrained: 'node {node} was drained by {actor}: what ran there was stopped to go on elsewhere',
  dependencyFailed: 'job {job}, which it depends on, failed',
  dependencyGone: 'job {job}, which it depends on, was deleted',
  inputsNotAvailable: 'its inputs from other jobs cannot be had: {why}',
  volumesNotMountable: 'its volumes cannot be mounted: {why}',
  tooManyShardsFailed: '{failed} {failed|shard|shards} failed, at most {allowed} may',
  processExited: 'rank {rank} on node {node} ended with exit code {exitCode}',
  processKilled: 'rank {rank} on node {node} was killed by {signal}',
  preparationFailed: 'the preparation on node {node} ended with exit code {exitCode}',
  preparationTimedOut:
    'the preparation on node {node} did not end within {limit} and was stopped: see its log for where it hangs, or raise jobPreparation.maxWallClockTime',
  preparationMemoryLimitHit:
    'the preparation on node {node} needed more memory than the limit of {limit}, and the kernel ended it: use less, or ask for more of each node',
  commandNotFound:
    'the command {command} of rank {rank} was not found on node {node}: check its spelling and path, and the image or set-up task that should bring it',
  commandNotExecutable:
    'rank {rank} could not start {path} on node {node}: the file may not be run. Make it executable (chmod +x, or "executable" in files), or start it by its interpreter',
  commandWrongFormat:
    'rank {rank} could not start {path} on node {node}: it is no program for this machine. Build it for Linux on this processor, or give a script its first line, such as #!/bin/bash',
  scriptNotFound:
    'the script {path} of rank {rank} was not there on node {node}: check its path, and the files, volume or image that should bring it',
  interpreterNotFound:
    'the interpreter {interpreter} of {path} was not found on node {node} (rank {rank}): name one that is there, or bring it by image, preparation or set-up task',
  windowsLineEnds:
    'the lines of {path} end as on Windows, which rank {rank} on node {node} cannot run: save it with Unix line ends (dos2unix, or "LF" in the editor)',
  mpiNotFound:
    'node {node} has no mpirun and no mpiexec to start the ranks with: install Open MPI or MPICH in the image, by jobPreparation or by the set-up task',
  exitAsNotStarted:
    'rank {rank} on node {node} ended with exit code {exitCode}, which shells give for a command that is missing (127) or cannot be run (126), and programs may give for reasons of their own: its stderr says more',
  memoryLimitHit:
    'rank {rank} on node {node} needed more memory than its limit of {limit}, and the kernel ended it: use less, or ask for more of each node',
  exitedAfterMemoryLimit:
    'rank {rank} on node {node} ended with exit code {exitCode} after the kernel had ended {count} {count|process|processes} of its task at the memory limit of {limit}: use less, or ask for more of each node',
  machineOutOfMemory:
    'the kernel ended rank {rank} on node {node} because its machine ran out of memory: use less, or run fewer jobs on it at once',
  portTaken:
    'port {port} of node {node} was taken by another program before the job could use it: end that program, or give the node other ports',
  notStoppedInTime:
    'node {node} did not say in time that the job had stopped there; whatever is left is ended when it answers',
  stepFailed: 'step {step} failed on node {node}: {why}',
  noContainerEngine: 'node {node} cannot run containers: {why}',
  imageNotFound: '{registry} has no image {image}: check its name and tag',
  imageDenied: '{registry} refuses the credentials for {image}: check the user name and password in containerSettings',
  imageNeedsCredentials:
    '{registry} does not give {image} to everybody: it is not there, or containerSettings needs credentials',
  registryUnreachable: 'registry {registry} cannot be reached from node {node}: {why}',
  imagePullTimeout: 'image {image} was not on node {node} after {limit}: try again, or allow more time to pull images',
  imagePullFailed: 'image {image} could not be pulled to node {node}: {why}',
  imageWithoutShell: 'image {image} has no /bin/sh, which starts the commands of a job: use an image with a shell',
  imageForOtherMachine: 'image {image} is for another kind of processor than node {node} has',
  containerFailed: 'the container of {image} could not be started on node {node}: {why}',
  containerLost:
    'the container on node {node} was ended by somebody else, or its engine was: its processes were stopped',

  // Volumes. `why` is what the program that mounts said, in its own words.
  volumeDenied:
    '{label} does not accept the credentials: check the account and its key, and that the key was not renewed since ({why})',
  volumeNotFound: '{label} is not there: check its name and path, or create it first ({why})',
  volumeUnreachable: '{label} cannot be reached: check the address and that the server runs ({why})',
  volumeSilent: '{label} did not answer within {seconds} s: check the network and the server it is on',
  volumeClockSkew:
    '{label} does not accept the time of the request: set the clocks of the node and of the server by NTP, then try again ({why})',
  volumeToolMissing: '{label} cannot be mounted without {program}: install {package} on the machine of the node',
  volumeKernelLacks:
    '{label} cannot be mounted: the kernel of the machine has no {fileSystem}, so use a machine that has',
  volumeNeedsRoot:
    '{label} can be mounted by root only: run the agent of the node as root, or use another kind of volume',
  volumeMountFailed: '{label} could not be mounted: {why}',
  volumePathTaken: '{label} cannot be mounted at {at}, where something else is: give it another relativeMountPath',
  volumeLost: '{label} is not mounted any more: what served it ended ({why})',
  volumeHostUnknown:
    '{label} is not mounted, since its server shows another key than the account of the storage has: check that it is the right server, then correct the host keys ({why})',
  volumeCommandFailed: 'the mount command of {label} ended with exit code {exitCode} and nothing is mounted: {why}',
  volumeFull: '{label} has no room left: delete files there, or make it larger ({why})',
  volumeNotFlushed:
    '{files} {files|file|files} written to {label} could not be stored within {seconds} s: {files|it is|they are} kept in {path} on the machine of the node',
  volumeBusy: '{label} could not be taken from {at}: {why}',
  volumeOptionIgnored: 'option {option} of {label} has no meaning here and is left out',

  volumeSecretMissing:
    'the server has no credentials for {label} any more: add its account again with trainyard storage add, then try again',
  failedWithVolume: '{what}; meanwhile {label} could not be used: {why}',
  pathLeavesMountRoot: 'the path of {field} leads out of {root} ({path}): give one that stays below it',
  directoryNotMade: 'directory {path} of {field} could not be made on node {node}: {why}',

  // How far a step is.
  volumesMounting: 'mounts {total} {total|volume|volumes}, {done} of them there',
  volumesMounted: '{total} {total|volume was|volumes were} mounted',
  volumesLeaving: 'stores what is still to be stored on {total} {total|volume|volumes}',
  volumesLeft: '{total} {total|volume was|volumes were} unmounted',
  inputsFetching: 'fetched {done} of {total} {total|file|files} of its inputs',
  imagePulling: 'pulls {image}: {done} of {total} {total|layer|layers}',
  imageAsked: 'asks {registry} for {image}',
  imageFound: '{image} was on the node',
  imagePulled: '{image} was pulled: {total} {total|layer|layers}',

  wallClockExceeded: 'ran longer than its maxWallClockTime of {limit}',
  terminatedByUser: 'terminated by {actor}',
  jobDeleted: 'deleted by {actor}',
  nodeLost: 'node {node} was lost: {why}',
  nodeRemoved: 'node {node} was taken out of the cluster',
  gangStopped: 'stopped because another task of the job ended',
  exitUnknown: 'the process of rank {rank} on node {node} is gone and left no exit code',

  // Nodes.
  nodeBeingMade: 'the {kind} provisioner makes the node',
  nodeStarting: 'the agent is starting',
  nodeSettingUp: 'the set-up task runs',
  nodeSetupFailed:
    "the set-up task ended with exit code {exitCode}: see the node's set-up log, mend it, then set the node up again",
  nodeSetupTimedOut:
    "the set-up task did not end within {limit} and was stopped: see the node's set-up log, or raise setupTask.maxWallClockTime",
  nodeUnusable: 'node {node} takes no work: {why}',
  nodeSetupUnusable: 'node {node} takes no work: {why}. The last it wrote: {stderr}',
  nodeHoldsProcesses:
    'processes {pids} of an ended job outlive SIGKILL, so the kernel holds them: the node takes work again once they are gone. Restart the machine if they stay',
  nodeSilent: 'no contact: {why}',
  nodeFenced: 'was silent for {seconds} s and was stopped',
  nodeStoppedItself: 'was silent for {seconds} s, after which its agent stops its jobs',
  declaredLost: 'declared lost by {actor}',
  nodeGivenNotice: 'is taken back at {at}: it takes no new work',
  nodeAgentDied: 'the agent process ended ({how})',
  nodeNeverArrived: 'the agent did not report within {seconds} s: see {log}',
  nodeIncompatible: 'agent {version} speaks protocol {offered}, this server {supported}: update the agent',
  provisionFailed: 'node could not be made: {why}',

  // Scaling.
  scaleManual: 'set to {target} by {actor}',
  scaleUpForJobs:
    '{needed} {needed|node is|nodes are} needed by {running} running and {queued} waiting {queued|job|jobs}',
  scaleDownIdle: '{idle} {idle|node was|nodes were} idle for {seconds} s',
  scaleAtMaximum: '{needed} {needed|node is|nodes are} needed, the maximum is {target}',
  scaleToMinimum: 'the minimum is {target}',
  scaleInitial: 'the initial count is {target}',
  scaleForReservation: 'reservation {name} keeps {nodes} {nodes|node|nodes}',
  scaleWaitsForProvisioner:
    'the {kind} provisioner failed {failures} {failures|time|times} in a row: {why}; the next try is in {seconds} s',
  scaleGotFewer: 'the {kind} provisioner gave {got} of {wanted} {wanted|node|nodes}: {why}',
  scaleQuotaReached: 'the quota of the {kind} provisioner is reached: {why}',
  scaleKeepsIdle: '{idle} {idle|node is|nodes are} idle, and may go after {seconds} s without work',
  scaleFreeAgain: 'nothing is in the way of its size any more',
  scaleNotForLimits:
    '{waiting} waiting {waiting|job is|jobs are} kept back by quotas and limits: more nodes would not start {waiting|it|them}',

  // What becomes of a cluster's settings that depend on where its nodes come from.
  imageNotApplied:
    'image {image} is not installed: its nodes run the system of the machine that they are on, and containers of jobs',
  accountByKey: 'people sign in to its nodes as {user}, with their key only, where remote login names a port',
  accountNoKey:
    'nobody signs in to its nodes as {user}: name adminUserSshPublicKey, since passwords are not set on nodes',
  accountNoAddress:
    'nobody signs in to its nodes as {user}: they share the network of their machine; open a terminal in Trainyard instead',
  accountNoServer:
    'nobody signs in to its nodes as {user}: install openssh-server on their machine and restart the server',
  accountBadName:
    'nobody signs in to its nodes as {user}: a name begins with a small letter and has small letters, digits, - and _, at most 32',
  remoteLoginNoAccount:
    'the cluster names no account: give userAccountSettings with adminUserSshPublicKey when it is created',
  remoteLoginNotYet: 'the node is not there yet',
  subnetNeedsRights:
    'subnet {subnet} is not made, its nodes have loopback addresses: the server lacks {missing}, so run it as root',
  subnetNeedsProgram:
    'subnet {subnet} is not made, its nodes have loopback addresses: {program} was not found, so install {package} and restart the server',
  subnetRefused: 'subnet {subnet} is not made, its nodes have loopback addresses: the kernel refuses it ({why})',
  subnetNoWayOut:
    'nodes of subnet {subnet} reach each other and their machine, which has no default route to go further',
  subnetNeedsFilter:
    'nodes of subnet {subnet} reach each other and their machine only: install iptables or nftables, and restart the server, for a way out',
  subnetWayOutRefused: 'nodes of subnet {subnet} reach each other and their machine only: a way out is refused ({why})',
  countersNotSent:
    'performance counters are not sent to {component}: Trainyard samples them itself, see the charts of nodes and jobs',
  setupLogsNotWritten:
    'logs of the set-up task are not copied to {prefix}, which is no path on its nodes: they are in Trainyard',

  // What becomes of a file server, and of its settings that its machine does not apply as they are written.
  fileServerFailed: 'the file server cannot be brought up: {why}',
  fileServerNotRemoved: 'the file server cannot be removed yet: {why}',
  fileServerStillMounted: 'the file server is removed once nothing mounts it any more: {mountedBy}',
  fileServerOnMachine:
    'size {vmSize} and storage {storage} are not applied: its files lie on the disk of the server’s machine, which serves them',
  fileServerOneDisk: 'its {count} disks are one of {size} GB: there is no RAID below it',
  fileServerCaching: 'caching {caching} is not applied: files are cached by the machine’s free memory',
  fileServerAccount: 'nobody signs in to it as {user}: it is no machine of its own',
  fileServerSubnet: 'it is in no subnet ({subnet}): nodes on its machine mount it whatever their subnet is',
  fileServerThin:
    'its {size} GB are more than is free on the disk of its machine: writers are told that it is full when that disk is nearly so',
  fileServerUnlimited: 'its size is no limit: the files are in a plain directory, since {why}',
  fileServerNoProgram:
    'its files are not served over NFS, only to nodes on its machine: {program} was not found, so install {package} and restart the server',
  fileServerNoRights:
    'its files are not served over NFS, only to nodes on its machine: the server does not run as root',
  fileServerNoDisk:
    'its files are not served over NFS, only to nodes on its machine: NFS is served from a disk of its own alone, and it has none',
  fileServerLoopbackOnly: 'it is mounted on its machine only: TRAINYARD_HOST of the server is a loopback address',
  fileServerNoRanges:
    'it is mounted on its machine only: name the addresses that may mount it in sshConfiguration.publicIPsToAllow',

  // What failures have in common where nothing telling was printed.
  familyExited: 'ended with exit code {exitCode} and printed no reason',
  familyKilled: 'was killed by {signal} and printed no reason',
  familyNodeLost: 'its node was lost',
  familyUnknown: 'failed and left no reason',
  // What stands out of a unit that runs, and what led to it.
  ranksHoldBack: '{count|rank|ranks} {ranks} {count|holds|hold} the others back',
  othersWaitAtStep:
    '{waitingCount|rank|ranks} {waiting} {waitingCount|waits|wait} at step {step}, {count|rank|ranks} {ranks} last spoke at {at}',
  othersWait:
    '{waitingCount|rank|ranks} {waiting} {waitingCount|waits|wait}, {count|rank|ranks} {ranks} last spoke at {at}',
  allSilent: 'no rank has said anything since {at}',
  ranksSilent: '{count|rank|ranks} {ranks} last spoke at {at}, while the others go on and are at step {step}',
  gpusUnused: '{gpus} {gpus|GPU is|GPUs are} held and not used',
  gpusStarved: '{gpus} {gpus|GPU waits|GPUs wait} for input {share} % of the time',
  rankBehind: 'rank {rank} is at step {step}, the others are at {other}',
  othersWaitMs: 'the other {others} {others|waits|wait} {ms} ms a step',
  stepsSlower: 'it does {rate} steps a second, the others {others}',
  wholeSlower: 'steps fell from {before} to {now} a second',
  gpuDiffers:
    'the GPU of rank {rank} on {node} is {busy} % busy at {power} W, those of the others {othersBusy} % at {othersPower} W',
  cpuDiffers: 'its processes on {node} use {now} % of a processor, those of the others {others} %',
  cpuFell: 'its processes on {node} use {now} % of a processor, {before} % before',
  cpuNow: 'its processes on {node} use {now} % of a processor',
  cpuAlso: 'its processes use {now} % of a processor',
  gpusSpin: 'the GPUs say they are busy at a flat {power} W, {before} W before: they spin in a wait',
  usualSilence: 'a line comes every {seconds} s as a rule, and the longest pause was {longest} s',

  // Why bytes of a log will not come.
  logNotWritten: 'the stream has {bytes} bytes so far: what is asked for was not printed yet',
  logLostOnNode:
    'node {node} went on behind them and sends nothing twice ({why}): while its task runs they may still be in the log file on the node, which a terminal shows',
  logLostWithTask:
    'node {node} never sent them ({why}), and its own copy went with the task: they are gone for good, unless the job wrote them elsewhere too',
  logLostWithNode: 'they never came from node {node} ({why}), and the node is gone: they are gone for good',
  logLost: 'they never came ({why}), and nobody has them any more: they are gone for good',
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
