import type { LimitScope } from '@trainyard/contracts/limits';
import type { Command } from 'commander';
import { UsageError } from '../failure.ts';

export interface Whose {
  workspaceName?: string;
  user?: string;
}

/** Adds the two ways to say whose limit is meant. `-w` is taken by the workspace one works in. */
export function withWhose(command: Command): Command {
  return command
    .option('--workspace-name <name>', 'of this workspace; * for each without its own')
    .option('--user <name>', 'of this user; * for each without a limit of its own');
}

/** Throws UsageError unless exactly one is named. */
export function whose({ workspaceName, user }: Whose): { scope: LimitScope; name: string } {
  if ((workspaceName === undefined) === (user === undefined))
    throw new UsageError('say whose limit: --workspace-name NAME or --user NAME');
  return user === undefined ? { scope: 'workspace', name: workspaceName ?? '' } : { scope: 'user', name: user };
}
