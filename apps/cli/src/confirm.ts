import type { Context } from './context.ts';
import { FailedError, UsageError } from './failure.ts';
import { plainText } from './output/plain-text.ts';
import { ask, isInteractive } from './terminal.ts';

/** Lets people think again before something is lost. Without a terminal it takes `-y`. Throws UsageError, FailedError. */
export async function confirm(context: Context, what: string, yes: boolean | undefined): Promise<void> {
  if (yes) return;
  if (!isInteractive(context.terminal)) throw new UsageError(`${what}: add -y, there is no terminal to ask on`);
  const answer = await ask(context.terminal, `${plainText(what)}? [y/N] `);
  if (!/^y(es)?$/i.test(answer?.trim() ?? '')) throw new FailedError('nothing was done');
}
