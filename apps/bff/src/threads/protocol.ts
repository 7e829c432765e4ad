import type { Actor } from '@trainyard/contracts/actors';
import type { CommandInput, CommandName, CommandResult, DesiredSet } from '@trainyard/control/interface';
import type { ReaderInput, ReaderName, ReaderResult } from '@trainyard/db/readers/all';

/** What the control thread is opened with: plain data, all of it decided by the main thread. */
export interface ControlOptions {
  /** The database file. */
  database: string;
  /** Where the installation's key lies. */
  vaultFile: string;
  /** Directory of local storage accounts that name none of their own. */
  storageHome: string;
  logLevel: string;
  codeBytesMost: number;
  local: {
    /** Directory of this machine's nodes. */
    root: string;
    serverUrl: string;
    agentCommand: readonly string[];
    surroundings: {
      PATH?: string | undefined;
      HOME?: string | undefined;
      LANG?: string | undefined;
      DOCKER_HOST?: string | undefined;
    };
    /** How agents run containers. */
    containers?: { engine?: string | undefined; pullSeconds?: number | undefined; cacheGb?: number | undefined };
    /** Indices of this machine's GPUs. */
    machineGpus: readonly number[];
    nvidiaSmi?: string | undefined;
  };
  fileServers: {
    /** Directory of file servers. */
    root: string;
    /** TRAINYARD_HOST. */
    serverHost: string;
    path: string | undefined;
  };
}

export interface ControlProtocol {
  asks: {
    open: { input: ControlOptions; result: { seq: number } };
    /** The result is JSON: half of what cloning it costs, on both sides. */
    execute: { input: { name: CommandName; input: unknown; actor: Actor }; result: string };
    ping: { input: null; result: null };
    start: { input: null; result: null };
    stop: { input: null; result: null };
  };
  notes: {
    /** TrainyardEvent[] as JSON: half of what cloning them object by object costs, on both sides. */
    events: string;
    desired: { nodeUid: string; desired: DesiredSet };
    /** A line of the thread's log, JSON. */
    log: string;
  };
}

export interface ReaderProtocol {
  asks: { [N in ReaderName]: { input: ReaderInput<N>; result: ReaderResult<N> } } & {
    open: { input: { database: string }; result: null };
    ping: { input: null; result: null };
  };
  notes: Record<never, never>;
}

/** Runs commands; the promise settles after the commit. Refusals are Faults. */
export type Execute = <N extends CommandName>(
  name: N,
  input: CommandInput<N>,
  actor: Actor,
) => Promise<CommandResult<N>>;

/** Asks the reading thread. */
export type Read = <N extends ReaderName>(name: N, input: ReaderInput<N>) => Promise<ReaderResult<N>>;
