import { fill, type TextParams } from './texts.ts';

/** Every refusal: its HTTP status and its English message, which says what to do. */
export const errors = {
  InvalidBody: { status: 400, message: 'the request is not valid: {faults}' },
  MalformedJson: { status: 400, message: 'the body is not valid JSON: {why}' },
  BodyTooLarge: { status: 413, message: 'the body is larger than {limit} bytes: send less at once' },
  HeadTooLarge: {
    status: 431,
    message: 'address and headers of the request are larger than {limit} bytes: send shorter ones',
  },
  RequestTooSlow: { status: 408, message: 'the request did not come whole in time: send it again' },
  MalformedRequest: { status: 400, message: 'this is no request of HTTP/1.1 ({why}): check what sends it' },
  UnsupportedMediaType: { status: 415, message: 'send the body as {expected}' },
  Unauthenticated: { status: 401, message: 'sign in, or send a token as "Authorization: Bearer TOKEN"' },
  BadCredentials: {
    status: 401,
    message: 'this token or link is wrong, used up, revoked or expired: ask for a new one',
  },
  TooManyAttempts: { status: 429, message: 'too many failed sign-ins: wait {seconds} s and try again' },
  ForeignOrigin: { status: 403, message: 'requests from {origin} are refused: open Trainyard at its own address' },
  Forbidden: { status: 403, message: '{actor} may not {verb} {object}: ask an administrator for the right' },
  RouteNotFound: { status: 404, message: 'there is nothing at {method} {path}: see /api/v1/openapi.json' },
  MethodNotAllowed: { status: 405, message: '{method} is not for this address: use {allowed}' },
  WorkspaceNotFound: { status: 404, message: 'workspace {name} was not found' },
  ClusterNotFound: { status: 404, message: 'cluster {name} was not found in workspace {workspace}' },
  ExperimentNotFound: { status: 404, message: 'experiment {name} was not found in workspace {workspace}' },
  JobNotFound: { status: 404, message: 'job {name} was not found' },
  NodeNotFound: { status: 404, message: 'node {name} was not found' },
  FileServerInUse: {
    status: 409,
    message: 'file server {name} is mounted by {mountedBy}: delete or terminate {count|that|those} first',
  },
  ViewNotFound: { status: 404, message: 'workspace {workspace} has no saved view {name}' },
  TooManyViews: { status: 409, message: 'a workspace keeps {limit} saved views at most: delete one first' },
  NotEnded: { status: 409, message: 'job {name} is {state}: only a job that has ended can be treated so' },
  AlreadySo: { status: 409, message: 'job {name} is so already' },
  FileServerNotFound: { status: 404, message: 'file server {name} was not found in workspace {workspace}' },
  TokenNotFound: { status: 404, message: 'token {name} was not found' },
  LogNotFound: { status: 404, message: 'log {name} was not found' },
  ArtifactNotFound: { status: 404, message: 'artifact {name} was not found' },
  LogsPruned: {
    status: 410,
    message:
      'the logs of job {name} were removed at {at}: retention of the {by} keeps them for {keptFor} after the end of a job',
  },
  OutputsPruned: {
    status: 410,
    message:
      'the outputs of job {name} were removed at {at}: retention of the {by} keeps them for {keptFor} after the end of a job',
  },
  SeriesPruned: {
    status: 410,
    message:
      'the series of job {name} were removed at {at}: retention of the {by} keeps them for {keptFor} after the end of a job',
  },
  BlobNotFound: { status: 404, message: 'file content {sha256} is not stored: upload it first' },
  TopicNotFound: { status: 404, message: 'topic {name} was not found' },
  FileNotFound: { status: 404, message: 'there is no file or directory {path} here' },
  NotADirectory: { status: 400, message: '{path} is a file: list the directory that it is in, or download it' },
  NotAFile: { status: 400, message: '{path} is a directory: list it, or download it as a zip' },
  DirectoryNotFound: {
    status: 404,
    message: 'job {job} has no directory {name}: its directories are {directories}',
  },
  DirectoryUnreadable: {
    status: 409,
    message:
      'directory {name} of job {job} is at {path}, which this server cannot read: put it on a storage account or a file server, or leave its pathPrefix out',
  },
  StorageUnavailable: {
    status: 502,
    message: '{label} cannot be read now: {why}. Check that it is there and that its credentials still hold',
  },
  TooManyFiles: {
    status: 413,
    message: 'there are more than {limit} files below {path}: download its directories one by one',
  },
  LinkExpired: { status: 403, message: 'this link expired at {at}: make a new one' },
  LinkInvalid: { status: 403, message: 'this link is not one of this server, or was changed: make a new one' },
  LinkGone: { status: 404, message: 'what this link led to is gone, or whoever made it may not read it any more' },
  ApiVersionMissing: { status: 400, message: 'the query has no api-version: add api-version={supported}' },
  ApiVersionUnknown: { status: 400, message: 'api-version {given} is not spoken here: use {supported}' },
  AlreadyExists: { status: 409, message: '{kind} {name} exists already: choose another name or delete it first' },
  ExistsDifferently: {
    status: 409,
    message:
      '{kind} {name} exists already and differs in {fields}: choose another name, delete it first, or send what it was made with',
  },
  IdempotencyKeyReused: {
    status: 409,
    message: 'idempotency key {key} was used for another submission: choose a new key for new jobs',
  },
  OperationNotFound: { status: 404, message: 'operation {name} was not found' },
  BeingDeleted: { status: 409, message: '{kind} {name} is being deleted: wait until it is gone' },
  PreconditionFailed: {
    status: 412,
    message: '{header} names another state than the one that is there: read it again and redo the change',
  },
  RevisionMismatch: {
    status: 409,
    message: '{kind} {name} was changed meanwhile: read it again and repeat the change',
  },
  GangTooLarge: {
    status: 400,
    message:
      'the job needs {needed} nodes, cluster {cluster} can never have more than {maximum}: lower nodeCount or raise the maximum',
  },
  NeverFits: { status: 400, message: 'the job can never start on cluster {cluster}: {faults}' },
  JobsRefused: { status: 409, message: 'none of the {count} jobs was submitted: {faults}' },
  QueueNotFound: { status: 404, message: 'cluster {cluster} has no queue {name}: its queues are {queues}' },
  TooManyWaiting: {
    status: 429,
    message: '{scope} {name} has {waiting} waiting jobs, {limit} are allowed: try again in {seconds} s',
  },
  NotWaiting: { status: 409, message: 'job {name} is {state}: only a waiting job can be changed so' },
  NotLowPriority: {
    status: 409,
    message: 'cluster {cluster} has dedicated nodes: only low-priority nodes are reclaimed',
  },
  ReservationNotFound: { status: 404, message: 'cluster {cluster} has no reservation {name}' },
  ReservationTooLarge: {
    status: 409,
    message:
      'cluster {cluster} can have {maximum} nodes, {reserved} of them are kept in that time already: keep at most {fitting}, or raise its size',
  },
  QueueInUse: {
    status: 409,
    message: 'jobs wait in queue {queue} of cluster {cluster}: let them start or terminate them, then remove it',
  },
  LimitNotFound: { status: 404, message: '{scope} {name} has no limit of its own' },
  UnknownVmSize: { status: 400, message: 'node size {size} is not in the catalogue; sizes are {sizes}' },
  ProcessesNotPlaceable: { status: 400, message: 'the processes of the job cannot be placed on its nodes: {faults}' },
  VolumesNotMountable: { status: 400, message: 'its volumes cannot be mounted: {faults}' },
  InputsNotAvailable: { status: 400, message: 'its inputs from other jobs cannot be had: {faults}' },
  StorageAccountNotFound: { status: 404, message: 'storage account {name} was not found' },
  StorageAccountUnknown: {
    status: 400,
    message:
      'storage account {account} is not known here, and no key is given for it: run "trainyard storage add {account}", or give credentials.accountKey',
  },
  PlaceholderLeft: {
    status: 400,
    message:
      '{placeholder} was not replaced: submit with --storage-account-name NAME, write the name of an account in its place, or run "trainyard storage add {account}"',
  },
  StorageAccountInUse: {
    status: 409,
    message: 'storage account {name} is mounted by {users}: change or end those first',
  },
  FileServerNotReady: { status: 409, message: 'file server {name} is {state}: wait until it is there, then try again' },
  VaultNotAvailable: {
    status: 400,
    message:
      '{field} names a secret in a vault, and this server reads none: give the value itself, which is kept sealed',
  },
  NotThisAgent: { status: 403, message: 'this agent serves another node' },
  PortalNotBuilt: {
    status: 503,
    message: 'the portal is not built, and a capsule is shown by a part of it: start the server with npm start',
  },
  SettingNotAvailable: { status: 400, message: '{field} is not available in this version: remove it' },
  ProvisionerNotAvailable: { status: 400, message: 'provisioner {kind} is not available: kinds are {kinds}' },
  CodeTooLarge: {
    status: 400,
    message:
      'the files of the job hold {bytes} bytes, at most {limit} are shipped with a job: leave out what it does not need by .gitignore or .trainyardignore, and put data on a volume (TRAINYARD_CODE_LIMIT_MB of the server sets the limit)',
  },
  CodeTooMany: {
    status: 400,
    message:
      'the directory holds more than {limit} files that are not ignored, most of those seen in {where}: leave out what the job does not need by .gitignore or .trainyardignore, and put data on a volume',
  },
  FileChanged: {
    status: 409,
    message: '{path} changes while it is read: stop what writes it, or leave it out by .gitignore or .trainyardignore',
  },
  HashMismatch: { status: 400, message: 'the bytes received have SHA-256 {found}, not {expected}: send them again' },
  OffsetMismatch: { status: 409, message: 'bytes up to {stored} are stored: go on from there' },
  StaleAttempt: { status: 409, message: 'attempt {attempt} of {job} is not the current one: stop it' },
  ProtocolMismatch: {
    status: 400,
    message: 'agent protocol {offered} does not meet {supported}: update the agent or the server',
  },
  NodeNotLost: { status: 409, message: 'node {name} is in contact: only a silent node can be declared lost' },
  NothingToSetUp: { status: 409, message: 'cluster {cluster} has no set-up task: give it one by nodeSetup.setupTask' },
  NodeInUse: { status: 409, message: 'jobs run on node {name}: wait until they ended, then set it up' },
  NodeLeaves: { status: 409, message: 'node {name} is being taken away: nothing new can be asked of it' },
  NodeOutOfContact: { status: 409, message: 'node {name} is not in contact: nothing reaches it for now' },
  TooManyStreams: { status: 400, message: 'at most {limit} subscriptions per connection: unsubscribe first' },
  NodeNotConnected: {
    status: 409,
    message: 'node {name} is not in contact: wait until its agent is back, then try again',
  },
  TaskNotRunning: { status: 409, message: 'the task runs no processes now: open it while its job is running' },
  PortNotLeased: {
    status: 400,
    message: 'port {port} is not one of the job’s on that node; they are {ports}: use one of those',
  },
  PortNotOpen: {
    status: 502,
    message: 'nothing listens on port {port} there: start the program that should, then try again ({why})',
  },
  CommandNotStarted: { status: 400, message: '{command} could not be started there: {why}' },
  ServiceNotFound: {
    status: 404,
    message: 'job {job} has no service {name}: its services are {services}',
  },
  ServicesHostUnset: {
    status: 409,
    message:
      'pages of jobs are shown at host names of their own, and this server has none: set TRAINYARD_SERVICES_HOST to a name whose subdomains lead to it, or forward the port with "trainyard job node exec -L"',
  },
  TooManyChannels: { status: 429, message: 'at most {limit} terminals and connections at once: close one first' },
  ChannelCut: { status: 502, message: 'the connection to node {name} was cut: open it again' },
  ChannelBroken: { status: 400, message: 'the channel was closed since the other side broke its rules: {why}' },
  NotInThisGang: { status: 403, message: 'host {host} is no node of this job: its nodes are {hosts}' },
  TooManySearches: {
    status: 429,
    message: 'you have {limit} searches of logs running, which is the most: end one, or try again in {seconds} s',
  },
  SearchesBusy: {
    status: 503,
    message: 'the server runs {limit} searches of logs, which is the most at once: try again in {seconds} s',
  },
  SearchTimedOut: {
    status: 503,
    message: 'the search was ended after {seconds} s: search fewer streams, or for something less frequent',
  },
  SearchUnavailable: {
    status: 503,
    message: 'logs cannot be searched on this server: the program rg was not installed with it ({why})',
  },
  StorageFull: { status: 507, message: 'the disk of the server is full: free space under {path}' },
  Starting: { status: 503, message: 'the server is starting: try again in a moment' },
  ShuttingDown: { status: 503, message: 'the server is shutting down: try again in a moment' },
  Internal: { status: 500, message: 'something went wrong here; the server log has it under request {request}' },
} as const satisfies Record<string, { status: number; message: string }>;

export type ErrorCode = keyof typeof errors;

/** One fault of a body: where, and what to do. `path` is a JSON path such as `scaleSettings.manual.targetNodeCount`. */
export interface Detail {
  path: string;
  code: string;
  message: string;
  /** What stands in the message, so that it can be said in another language. */
  params?: TextParams | undefined;
}

/** The body of every refusal, native dialect. */
export interface ErrorBody {
  error: { code: string; message: string; params: Record<string, unknown>; details?: Detail[] | undefined };
}

/** True for the body of a refusal; by hand, so that a page can read one without a schema library. */
export function isErrorBody(value: unknown): value is ErrorBody {
  const error = (value as { error?: unknown } | null | undefined)?.error as Partial<ErrorBody['error']> | undefined;
  if (typeof error !== 'object' || error === null) return false;
  const { code, message, params, details } = error;
  const plain =
    typeof code === 'string' && typeof message === 'string' && typeof params === 'object' && params !== null;
  return plain && (details === undefined || (Array.isArray(details) && details.every(isDetail)));
}

function isDetail(value: unknown): value is Detail {
  const { path, code, message, params } = (value ?? {}) as Partial<Detail>;
  const plain = typeof path === 'string' && typeof code === 'string' && typeof message === 'string';
  return plain && (params === undefined || (typeof params === 'object' && params !== null));
}

/** An expected refusal: code and values now, words at the edge. Anything else thrown is a bug. */
export class Fault extends Error {
  override readonly name = 'Fault';
  readonly code: ErrorCode;
  readonly params: TextParams;
  readonly details: Detail[] | undefined;

  constructor(code: ErrorCode, params: TextParams = {}, details?: Detail[]) {
    super(fill(errors[code].message, params));
    this.code = code;
    this.params = params;
    this.details = details;
  }

  get status(): number {
    return errors[this.code].status;
  }

  /** Plain data that crosses threads and the wire. */
  toBody(): ErrorBody {
    const { code, message, params, details } = this;
    return { error: { code, message, params, ...(details ? { details } : {}) } };
  }

  /** The way back from {@link toBody}; an unknown code becomes Internal and keeps its message. */
  static fromBody(body: ErrorBody): Fault {
    const { code, message, params, details } = body.error;
    const known = code in errors ? (code as ErrorCode) : 'Internal';
    const fault = new Fault(known, params as TextParams, details);
    fault.message = message;
    return fault;
  }
}
