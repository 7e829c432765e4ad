import { createClient } from '@trainyard/sdk/client';
import type { Command } from 'commander';
import type { Globals } from '../context.ts';
import { store, usualUrl } from '../credentials.ts';
import { UsageError } from '../failure.ts';
import { plainText } from '../output/plain-text.ts';
import { quickFetch } from '../quick-fetch.ts';
import { ask, isInteractive, type Terminal } from '../terminal.ts';
import type { Cli } from '../verb.ts';

/** `login`: proves the token first, then keeps it. */
export function verb(login: Command, cli: Cli): void {
  login
    .description(
      `Sign in: --url URL (default ${usualUrl}) and --token TOKEN, or --token - to read it from stdin; -w makes a workspace the default`,
    )
    .action(async (_options: object, command: Command) => {
      const { terminal } = cli.shell;
      const settings = await cli.shell.settings();
      const globals = command.optsWithGlobals<Globals>();
      const url = globals.url ?? settings.url ?? usualUrl;
      const token = await tokenOf(terminal, globals.token ?? settings.token);
      if (!URL.canParse(url)) throw new UsageError(`${url} is no address: write one such as ${usualUrl}`);
      const client = createClient({ url, token, via: 'cli', fetch: quickFetch });
      const { actor } = await client.call('getSession');
      const { workspace } = globals;
      if (workspace !== undefined) await client.call('getWorkspace', { params: { workspace } });
      await store(settings.credentialsFile, {
        url: client.url,
        token,
        ...(workspace === undefined ? {} : { workspace }),
      });
      terminal.err.write(`signed in to ${client.url} as ${plainText(actor.name)} (${actor.kind})\n`);
    });
}

async function tokenOf(terminal: Terminal, given: string | undefined): Promise<string> {
  if (given !== undefined && given !== '-') return given;
  if (given === undefined && !isInteractive(terminal))
    throw new UsageError('give --token TOKEN, or --token - and the token on stdin');
  const answer = await ask(terminal, terminal.in.isTTY ? 'Token: ' : '', true);
  const token = answer?.trim();
  if (!token) throw new UsageError('no token was given');
  return token;
}
