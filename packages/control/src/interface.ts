import type { Actor } from '@trainyard/contracts/actors';
import type { JobPlan } from '@trainyard/contracts/api/jobs';
import type { Fence } from '@trainyard/contracts/attempt';
import type { ChannelTarget } from '@trainyard/contracts/channel';
import type { ClusterCreate, ClusterUpdate } from '@trainyard/contracts/cluster';
import type { TrainyardEvent } from '@trainyard/contracts/events';
import type { Failure } from '@trainyard/contracts/failure';
import type { FileServerCreate } from '@trainyard/contracts/file-server';
import type { DesiredNode, DesiredTask, EnrolAnswer, Hello, Report } from '@trainyard/contracts/fleet';
import type { JobCreate, JobUpdate } from '@trainyard/contracts/job';
import type { BulkDone } from '@trainyard/contracts/job-list';
import type { JobsGiven } from '@trainyard/contracts/jobs-given';
import type { LimitAmounts, LimitScope } from '@trainyard/contracts/limits';
import type { NodeDrain, NodeUpdate } from '@trainyard/contracts/node';
import type { PlannedVolume } from '@trainyard/contracts/planned-volume';
import type { QueueUsage } from '@trainyard/contracts/queues';
import type { ReservationCreate } from '@trainyard/contracts/reservation';
import type { Explanation } from '@trainyard/contracts/standing';
import type { StorageAccountCreate } from '@trainyard/contracts/storage-account';
import type { Text } from '@trainyard/contracts/texts';
import type { RecordedVitals } from '@trainyard/contracts/vitals';
import type { WorkspaceCreate, WorkspaceUpdate } from '@trainyard/contracts/workspace';
import type { JobView } from '@trainyard/db/readers/jobs';

/** What a node is to do, whole; the fleet's door sends each agent the difference to what it knows. */
export interface DesiredSet {
  /** seq of the event that this set is current to: of two sets the one with the higher is the newer, however they arrive. */
  seq: number;
  node: DesiredNode;
  tasks: DesiredTask[];
}

/** How a channel ended. */
export interface ChannelEnd {
  exitCode: number | null;
  signal: string | null;
  /** An error of contracts/errors; null: the process or a wish ended it. */
  why: Text | null;
  /** Bytes to and from the target. */
  bytesIn: number;
  bytesOut: number;
}

/** Where a service listens, and the task whose end is its end. */
export interface OpenedPort {
  fence: Fence;
  taskUid: string;
  port: number;
  nodeUid: string;
  node: string;
}

/** A token as it opens a session: a secret shown once. */
export interface OpenedSession {
  /** Goes into the cookie; only its hash is kept. */
  secret: string;
  csrf: string;
  expiresAt: number;
}

/** What is done to many jobs at once. */
export type ManyJobs = { verb: 'terminate' | 'delete' | 'resubmit' } | { verb: 'update'; change: JobUpdate };

/** Every command: what it takes and what it answers. Plain data only: it crosses a thread. */
export interface Commands {
  'workspace.create': { input: WorkspaceCreate & { orSame?: boolean }; result: { uid: string; made: boolean } };
  'workspace.update': { input: { uid: string; change: WorkspaceUpdate }; result: { uid: string } };
  'workspace.delete': { input: { uid: string }; result: { uid: string } };
  /**
   * Of those that make something, `orSame` is for who may send a body twice: what is there already and was made with the same body is
   * answered with `made: false`, something else of that name is refused with ExistsDifferently.
   */
  'experiment.create': {
    input: { workspaceUid: string; name: string; orSame?: boolean };
    result: { uid: string; made: boolean };
  };
  'experiment.delete': { input: { uid: string }; result: { uid: string } };
  'cluster.create': {
    input: { workspaceUid: string; body: ClusterCreate; orSame?: boolean };
    result: { uid: string; made: boolean };
  };
  'cluster.update': { input: { uid: string; change: ClusterUpdate }; result: { uid: string } };
  /** The queues of a cluster as they stand; changes nothing. */
  'cluster.queues': { input: { uid: string }; result: { items: QueueUsage[]; seq: number } };
  'cluster.delete': { input: { uid: string }; result: { uid: string } };
  'fileServer.create': {
    input: { workspaceUid: string; body: FileServerCreate; orSame?: boolean };
    result: { uid: string; made: boolean };
  };
  /** Its files go with it. Refused while something mounts it. */
  'fileServer.delete': { input: { uid: string }; result: { uid: string } };
  /** `view` is the job as it is shown, so that nobody reads it back. */
  'job.submit': {
    input: { experimentUid: string; body: JobCreate; orSame?: boolean };
    result: { uid: string; made: boolean; view: JobView };
  };
  /**
   * All of them or none, in their order, so that one may depend on those before it. `key` is the actor's own word for this request: the
   * same key with the same `hash` of the body answers what it answered first for a week, and makes nothing.
   */
  'job.submitMany': {
    input: { experimentUid: string; given: JobsGiven; key?: { text: string; hash: string } };
    result: { jobs: { uid: string; name: string }[]; made: boolean };
  };
  /** What `job.submit` would do with this body, which may be anything; changes nothing. */
  'job.plan': { input: { experimentUid: string; body: unknown }; result: JobPlan };
  /** Why a job waits, and what would start it; changes nothing. */
  'job.explain': { input: { uid: string }; result: Explanation };
  /** Only while it waits. */
  'job.update': { input: { uid: string; change: JobUpdate }; result: { uid: string } };
  /** What the server finds of a unit that runs, or ran. */
  'job.fare': { input: { uid: string; vitals: RecordedVitals }; result: { uid: string } };
  'job.terminate': { input: { uid: string }; result: { uid: string } };
  /**
   * One verb for many jobs: what it does not apply to is answered with why, and stops nothing. Copies get the next free name.
   */
  'job.many': {
    input: { workspaceUid: string; uids: string[] } & ManyJobs;
    result: Pick<BulkDone, 'done' | 'refused'>;
  };
  /** Records why attempts failed, as the server read it from what they printed. */
  'attempt.explain': { input: { found: { uid: string; failure: Failure }[] }; result: { count: number } };
  'view.save': { input: { workspaceUid: string; name: string; query: string }; result: { uid: string } };
  'view.delete': { input: { uid: string }; result: { uid: string } };
  'job.delete': { input: { uid: string }; result: { uid: string } };
  'job.resubmit': { input: { uid: string; name: string }; result: { uid: string; view: JobView } };
  /** The join token is the credential. */
  'node.enrol': { input: { joinToken: string; publicKey: string; agentVersion: string }; result: EnrolAnswer };
  /** An agent whose signature was checked is there. Answers what it is to do. */
  'node.hello': { input: { nodeUid: string; hello: Omit<Hello, 'signature'> }; result: DesiredSet };
  'node.report': { input: { nodeUid: string; report: Report }; result: { n: number } };
  /** The connection of an agent ended or fell silent. */
  'node.contactLost': { input: { nodeUid: string; why: string }; result: { uid: string } };
  'node.declareLost': { input: { uid: string }; result: { uid: string } };
  'node.update': { input: { uid: string; change: NodeUpdate }; result: { uid: string } };
  /** Has a node run its set-up task once more. */
  'node.setUp': { input: { uid: string }; result: { uid: string } };
  /** Gives a low-priority node notice. */
  'node.reclaim': { input: { uid: string }; result: { uid: string } };
  /** Has a node drained: by itself, until a deadline, or at once. */
  'node.drain': { input: { uid: string; drain: NodeDrain }; result: { uid: string } };
  'reservation.create': { input: { clusterUid: string; body: ReservationCreate }; result: { uid: string } };
  'reservation.delete': { input: { uid: string }; result: { uid: string } };
  'limit.set': { input: { scope: LimitScope; name: string; limits: LimitAmounts }; result: { uid: string } };
  'limit.delete': { input: { scope: LimitScope; name: string }; result: { uid: string } };
  'storage.create': { input: StorageAccountCreate; result: { uid: string } };
  'storage.update': { input: { uid: string; body: Omit<StorageAccountCreate, 'name'> }; result: { uid: string } };
  'storage.delete': { input: { uid: string }; result: { uid: string } };
  'storage.ensureAuto': {
    input: { workspaceUid: string };
    result: { uid: string; share: string; container: string };
  };
  /**
   * For the server itself, which reads what is on volumes: sources, and the values behind their `secretRef`s. Of a job its own volumes, and in
   * `nodeVolumes` those of its cluster; of an account one volume whose `at` is ``. `container` null: the account's top, in which containers are
   * directories.
   */
  'storage.secrets': {
    input: { jobUid: string } | { accountUid: string; container: string | null };
    result: { volumes: PlannedVolume[]; nodeVolumes: PlannedVolume[]; secrets: Record<string, string> };
  };
  /** Values of the secrets that a task's plan refers to, by reference. */
  'task.secrets': { input: { fence: Fence }; result: Record<string, string> };
  /** Values of the secrets that the set-up task and the volumes of a node refer to. */
  'node.secrets': { input: { nodeUid: string }; result: Record<string, string> };
  'artifact.store': {
    input: {
      fence: Fence;
      kind: 'output' | 'checkpoint';
      directory: string;
      path: string;
      bytes: number;
      sha256: string;
    };
    result: { uid: string };
  };
  'blob.store': { input: { sha256: string; bytes: number }; result: { sha256: string } };
  /** Which contents are not stored; the others are kept for at least a day from now. */
  'blob.keep': { input: { sha256: string[] }; result: { missing: string[] } };
  /** Forgets contents that were stored before a moment (ms since 1970) and that no job names. */
  'blob.collect': { input: { before: number }; result: { sha256: string[]; more: boolean } };
  'token.create': {
    input: {
      name: string;
      role: 'administrator' | 'reader';
      scopeUid: string | null;
      expiresAt: number | null;
      secret?: string;
    };
    result: { uid: string; secret: string };
  };
  'token.revoke': { input: { uid: string }; result: { uid: string } };
  /** A token's secret, or a one-time link's code, opens a session. */
  'session.open': { input: { token: string } | { link: string }; result: OpenedSession };
  /** Records that somebody opens a channel, once the policy and the state of its target agree. `from`: the task that asks. */
  'channel.open': {
    input: { uid: string; target: ChannelTarget; from: Fence | null };
    result: { nodeUid: string; node: string };
  };
  /** Records that somebody opens a service of a running job, as a channel to its port is: one for all connections of the browser. */
  'service.open': { input: { uid: string; jobUid: string; service: string }; result: OpenedPort };
  /** Records the end of a channel. One that is closed already changes nothing. */
  'channel.close': { input: { uid: string; end: ChannelEnd }; result: { uid: string } };
  /** Records the end of all channels: those of a server that is no more. */
  'channel.closeAll': { input: { why: Text }; result: { closed: number } };
  'session.close': { input: { secret: string }; result: { closed: boolean } };
  'link.create': { input: { tokenUid: string }; result: { code: string; expiresAt: number } };
}

export type CommandName = keyof Commands;
export type CommandInput<N extends CommandName> = Commands[N]['input'];
export type CommandResult<N extends CommandName> = Commands[N]['result'];

/** The conductor. Everything that changes state goes through `execute`. */
export interface Control {
  /** Settles after the commit. Refusals are Faults (contracts/errors). */
  execute<N extends CommandName>(name: N, input: CommandInput<N>, actor: Actor): Promise<CommandResult<N>>;
  /** Events of each commit, in order, after it; `texts` has each of them as JSON. */
  onEvents(listener: (events: TrainyardEvent[], texts: readonly string[]) => void): () => void;
  /** What a node is to do changed; the whole of it. */
  onDesired(listener: (nodeUid: string, desired: DesiredSet) => void): () => void;
  /** Starts the controllers; until then nothing happens by itself. */
  start(): Promise<void>;
  /** Stops the controllers and commits what is open. Nodes and jobs go on. */
  stop(): Promise<void>;
}
