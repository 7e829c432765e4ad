import type { Tx } from '@trainyard/db/writer';
import type { Scheduler } from '@trainyard/scheduler/interface';
import type { ControlPorts } from '../context.ts';
import type { CommandInput, CommandName, CommandResult } from '../interface.ts';
import type { PolicyObject, PolicyVerb } from '../policies/decide.ts';

/** What a command may use besides its transaction. */
export interface CommandPorts
  extends Pick<
    ControlPorts,
    'ids' | 'vault' | 'chance' | 'provisioners' | 'storageHome' | 'fileServers' | 'codeBytesMost'
  > {
  /** The scheduler with all it was told, to be asked and forked; only its controller feeds it. */
  brain: Scheduler;
}

/**
 * One verb: `locate` finds what it is about (and refuses when that does not exist), the policy decides, `run` checks, decides and
 * changes, all in one transaction. `locate` may be absent for verbs whose input is its own credential.
 */
export interface Command<N extends CommandName> {
  verb: PolicyVerb;
  /** Writes much and may be refused at its end: see the writer's `alone`. */
  alone?: boolean;
  locate?: (tx: Tx, input: CommandInput<N>) => PolicyObject;
  run: (tx: Tx, input: CommandInput<N>, ports: CommandPorts) => CommandResult<N>;
}
