import type { Command } from 'commander';
import { forget } from '../credentials.ts';
import type { Cli } from '../verb.ts';

/** `logout`: forgets what `login` kept; the token itself stays valid until it is revoked. */
export function verb(logout: Command, cli: Cli): void {
  logout.action(async () => {
    const known = await forget((await cli.shell.settings()).credentialsFile);
    cli.shell.terminal.err.write(known ? 'signed out\n' : 'nobody was signed in\n');
  });
}
