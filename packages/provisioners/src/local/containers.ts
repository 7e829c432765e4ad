import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Surroundings } from './agent-environment.ts';

const run = promisify(execFile);
/** An engine that does not answer by then keeps no node: its containers are dead, and their label names them. */
const patienceMs = 20_000;

/**
 * Removes what containers of a node leave in their engine once all processes of the node are dead: the agent does so itself, unless it was
 * killed. Costs nothing for a node that had none. Never throws: an engine that is down is told of in the log.
 */
export async function removeContainers(
  home: string,
  nodeUid: string,
  { surroundings = {}, logger }: { surroundings?: Surroundings; logger?: { warn(message: string): void } },
): Promise<void> {
  if (!existsSync(join(home, 'containers'))) return;
  const env = Object.fromEntries(Object.entries(surroundings).filter(([, value]) => value !== undefined));
  const options = { env: env as NodeJS.ProcessEnv, timeout: patienceMs };
  for (const engine of ['docker', 'podman']) {
    try {
      const label = `--filter=label=trainyard.node=${nodeUid}`;
      const { stdout } = await run(engine, ['ps', '--all', '--quiet', '--no-trunc', label], options);
      const ids = stdout.split('\n').filter((id) => id !== '');
      if (ids.length > 0) await run(engine, ['rm', '--force', '--volumes', ...ids], options);
    } catch (error) {
      // It is not installed, which most machines have in common for one of the two.
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') continue;
      const why = (error as { stderr?: string }).stderr?.trim() || (error as Error).message;
      logger?.warn(`containers of node ${nodeUid} could not be removed by ${engine}: ${why}`);
    }
  }
}
