import type { Context } from '../context.ts';
import { UsageError } from '../failure.ts';
import { nameOf } from '../places.ts';

/** The workspace that a verb of workspaces is about: the argument, `-n` or `-w`, which mean the same here, in the group of `-g`. Throws UsageError. */
export function workspaceNamed(context: Context, argument: string | undefined, option: string | undefined): string {
  const { workspace } = context.globals;
  const named = argument ?? option;
  if (named !== undefined && workspace !== undefined && named !== workspace)
    throw new UsageError(`two names are given, ${named} and ${workspace}: write one`);
  return context.inGroup(nameOf('workspace', argument, option ?? (argument === undefined ? workspace : undefined)));
}
