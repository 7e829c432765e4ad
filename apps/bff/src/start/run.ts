import { fileURLToPath } from 'node:url';
import { SettingsError } from '@trainyard/contracts/settings';
import { onShutdown } from '@trainyard/runtime/node/shutdown';
import { readConfig } from '../config.ts';
import { startServer } from '../server.ts';
import { StartError } from './start-error.ts';

/** After this long a stop is forced: what is acknowledged is on the disk in any case. */
const stopMs = 10_000;

/** Runs the server until it is told to stop. `base` is the entry point's address. */
export async function run(env: Record<string, string | undefined>, base: string): Promise<void> {
  const complain = (text: string): void => console.error(text);
  try {
    const server = await startServer({
      config: readConfig(env, fileURLToPath(new URL('../../..', base))),
      base,
      complain,
      onFailure: () => process.exit(1),
    });
    onShutdown(() => server.close(), stopMs);
    console.log(`Trainyard serves at ${server.url}\nSign in, once and within a day: ${server.link}`);
  } catch (error) {
    process.exitCode = explain(error, complain);
  }
}

/** Says what went wrong in words; the way of the code is only for what nobody foresaw. */
function explain(error: unknown, complain: (text: string) => void): number {
  if (error instanceof SettingsError) {
    complain(`trainyard: ${error.message}`);
    return 2;
  }
  const foreseen = error instanceof StartError || (error instanceof Error && error.name === 'NewerDatabase');
  complain(`trainyard: ${foreseen ? (error as Error).message : ((error as Error).stack ?? error)}`);
  return error instanceof StartError ? error.exitCode : 1;
}
