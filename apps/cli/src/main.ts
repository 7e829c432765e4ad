/** The `trainyard` command. */
import { fileURLToPath } from 'node:url';
import { run } from './run.ts';
import { processTerminal } from './terminal.ts';

/** This file and its bundle stand equally deep: apps/cli/{src,dist}. */
const checkout = fileURLToPath(new URL('../../..', import.meta.url));

// A reader that has seen enough (`| head`) closes the pipe: that is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1));

process.exitCode = await run(process.argv.slice(2), {
  terminal: processTerminal(),
  plain: Boolean(process.env.NO_COLOR) || process.env.TERM === 'dumb',
  settings: async () => (await import('./settings.ts')).readProcessSettings(checkout),
});
