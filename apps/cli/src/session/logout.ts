import type { Command } from 'commander';
import { forget } from '../credentials.ts';
import type { Cli } from '../verb.ts';

/** `logout`: forgets what `login` kept; the token itself stays valid until it is revoked. */
export function logout(program: Command, cli: Cli): void {
  program
    .command('logout')
    .description('Forget the stored sign-in')
    .action(async () => {
      const known = await forget(cli.shell.settings().credentialsFile);
      cli.shell.terminal.err.write(known ? 'signed out\n' : 'nobody was signed in\n');
    });
}
