/** What `node exec` of clusters and jobs have in common, and what they do with it. */
import type { ChannelTarget } from '@trainyard/contracts/channel';
import type { Live } from '@trainyard/sdk/live';
import type { Command } from 'commander';
import type { Context } from '../context.ts';
import { FailedError } from '../failure.ts';
import { attach, isTerminal, sizeOf } from './attach.ts';

export interface ExecOptions {
  exec?: string;
  nodeId?: string;
  /** Commander's name of `--no-terminal`. */
  terminal: boolean;
  password?: string;
  sshPrivateKey?: string;
}

/** Adds them to a verb. */
export function withExecOptions(verb: Command): Command {
  return verb
    .option('--exec <command>', 'what to run; without it a shell')
    .option('-n, --node-id <node>', 'name or uid of the node; without it the first')
    .option('-T, --no-terminal', 'give the command no terminal, although there is one here')
    .option('-p, --password <password>', 'taken as written for SSH, and not needed: your token is who you are')
    .option('-k, --ssh-private-key <path>', 'taken as written for SSH, and not needed');
}

type Shell = string[] | null;

/** The command to run: a login shell that reads its line, or one alone. */
export function commandOf({ exec }: ExecOptions, shell = ['bash', '-lc']): Shell {
  return exec === undefined ? null : [...shell, exec];
}

/** Runs it with this command's streams, and ends with its exit code. */
export async function execute(
  context: Context,
  options: ExecOptions,
  targetOf: (terminal: ReturnType<typeof sizeOf> | null) => ChannelTarget,
): Promise<void> {
  const { terminal, outcome } = context;
  if (options.password !== undefined || options.sshPrivateKey !== undefined) {
    context.note('-p and -k are not used: the server lets you in by your token');
  }
  const size = options.terminal && isTerminal(terminal) ? sizeOf(terminal) : null;
  await withLive(context, async (live) => {
    outcome.exitCode = await attach(live, targetOf(size), terminal);
  });
}

/** A live connection for the time of some work. A server that refuses us ends the work at once. */
export async function withLive(context: Context, work: (live: Live) => Promise<void>): Promise<void> {
  const refused = Promise.withResolvers<never>();
  refused.promise.catch(() => undefined);
  const live = await context.live((state, error) => {
    if (state === 'refused') refused.reject(error ?? new FailedError('the server refuses this token'));
  });
  try {
    await Promise.race([work(live), refused.promise]);
  } finally {
    live.close();
  }
}
