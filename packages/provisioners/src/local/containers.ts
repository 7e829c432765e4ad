import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Surroundings } from './agent-environment.ts';

const run = promisify(execFile);
/** An engine that does not answer by then keeps no node: its containers are dead, and their label names them. */
const patienceMs = 20_000;

/**
 * Removes what a node left in engines of containers once all its processes are dead: its containers, and the images that only it brought.
 * An agent does so itself, unless it was killed. Costs nothing for a node that had none. Never throws: an engine that is down is told of
 * in the log.
 */
export async function removeFromEngines(
  home: string,
  nodeUid: string,
  { surroundings = {}, logger }: { surroundings?: Surroundings; logger?: { warn(message: string): void } },
): Promise<void> {
  const directory = join(home, 'containers');
  if (!existsSync(join(directory, 'used'))) return;
  const env = Object.fromEntries(Object.entries(surroundings).filter(([, value]) => value !== undefined));
  const options = { env: env as NodeJS.ProcessEnv, timeout: patienceMs };
  for (const engine of ['docker', 'podman']) {
    const ask = async (...words: string[]): Promise<string[]> =>
      (await run(engine, words, options)).stdout.split('\n').filter((line) => line !== '');
    try {
      const ids = await ask('ps', '--all', '--quiet', '--no-trunc', `--filter=label=trainyard.node=${nodeUid}`);
      if (ids.length > 0) await ask('rm', '--force', '--volumes', ...ids);
      for (const { reference, id } of pulledBy(directory)) {
        // Not there, given to another image since, or needed by a container of another node: then it is not ours to remove.
        const [now] = await ask('image', 'inspect', '--format={{.Id}}', reference).catch(() => []);
        if (now === id) await ask('image', 'rm', reference).catch(() => []);
      }
    } catch (error) {
      // It is not installed, which most machines have in common for one of the two.
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') continue;
      const why = (error as { stderr?: string }).stderr?.trim() || (error as Error).message;
      logger?.warn(`containers of node ${nodeUid} could not be removed by ${engine}: ${why}`);
    }
  }
}

/** Images that the node's agent brought, as it keeps them. */
function pulledBy(directory: string): { reference: string; id: string }[] {
  try {
    return JSON.parse(readFileSync(join(directory, 'images.json'), 'utf8')) as { reference: string; id: string }[];
  } catch {
    return [];
  }
}
