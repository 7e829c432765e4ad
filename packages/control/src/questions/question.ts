import type { Actor } from '@trainyard/contracts/actors';
import type { Rows } from '@trainyard/db/rows';
import type { Tx } from '@trainyard/db/writer';
import type { Clock } from '@trainyard/runtime/clock';
import type { CommandPorts } from '../commands/command.ts';
import type { Experience } from '../forecasting/experience.ts';
import type { LatestForecasts } from '../forecasting/latest-forecasts.ts';
import type { CommandInput, CommandName, CommandResult } from '../interface.ts';
import type { PolicyObject, PolicyVerb } from '../policies/decide.ts';

/** What a question may use. */
export interface QuestionPorts extends CommandPorts {
  clock: Clock;
  /** What is decided so far. */
  rows: Rows;
  experience: Experience;
  latest: LatestForecasts;
  /** One transaction in the asker's name; what it changes has to be taken back by a throw. */
  look<T>(work: (tx: Tx) => T extends PromiseLike<unknown> ? never : T): Promise<T>;
}

/**
 * Like a command, but it changes nothing and may think for longer than a transaction should: `answer` looks at the state in short
 * transactions and does the rest in slices. The policy decides before it begins.
 */
export interface Question<N extends CommandName> {
  verb: PolicyVerb;
  locate: (tx: Tx, input: CommandInput<N>) => PolicyObject;
  answer: (input: CommandInput<N>, ports: QuestionPorts, actor: Actor) => Promise<CommandResult<N>>;
}

/** Somebody waits for the answer, so half of the thread is his until it is there. */
export const askingPace = { sliceMs: 4, restRatio: 1 } as const;
