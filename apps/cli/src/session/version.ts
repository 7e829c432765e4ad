import { productBuild } from '@trainyard/contracts/build';
import type { Command } from 'commander';
import type { Globals } from '../context.ts';
import { findCredentials } from '../credentials.ts';
import { UsageError } from '../failure.ts';
import type { Column } from '../output/table.ts';
import type { Cli } from '../verb.ts';

interface Versions {
  client: string;
  /** Null: no server is known, or none answers, or it does not say. */
  server: string | null;
  url: string | null;
}

const columns: Column<Versions>[] = [
  { title: 'Command', value: ({ client }) => client },
  { title: 'Server', value: ({ server }) => server ?? 'n/a' },
  { title: 'Address', value: ({ url }) => url },
];

/** A server that hangs must not keep a person from the version of the command. */
const answerMs = 3_000;

/** `version`: both builds; a server that is not there is none to fail for. */
export function verb(version: Command, cli: Cli): void {
  version.action(
    cli.local(async (printer, options) => {
      const asked = await askServer(options, cli);
      if ('why' in asked) printer.note(asked.why);
      const { url, server } = 'why' in asked ? { url: asked.url, server: null } : asked;
      printer.printOne({ client: productBuild(), server, url }, columns);
    }),
  );
}

async function askServer(
  globals: Globals,
  cli: Cli,
): Promise<{ url: string; server: string | null } | { url: string | null; why: string }> {
  let url: string | null = null;
  try {
    const credentials = await findCredentials(globals, await cli.shell.settings());
    url = credentials.url;
    const { createClient } = await import('@trainyard/sdk/client');
    const client = createClient({ url, token: credentials.token, via: 'cli' });
    // A refusal says the version as well.
    await client.call('getSession', {}, { signal: AbortSignal.timeout(answerMs) }).catch((error: unknown) => {
      if (client.server === undefined) throw error;
    });
    return { url: client.url, server: client.server ?? null };
  } catch (error) {
    if (error instanceof UsageError) return { url, why: 'no server is known: see "trainyard login --help"' };
    return { url, why: error instanceof Error ? error.message : String(error) };
  }
}
