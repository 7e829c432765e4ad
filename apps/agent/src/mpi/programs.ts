import { randomBytes } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { quote } from '../executors/wrapper.ts';
import type { TaskLayout } from '../tasks/layout.ts';

/** Programs of a task that its processes call; their paths stand in variables. */
export const programsOf = ({ programs }: TaskLayout) => ({
  remoteStart: join(programs, 'remote-start'),
  rank: join(programs, 'rank'),
  untilIdle: join(programs, 'until-idle'),
});

/** The token of the task's socket: made once, so that an adopted task keeps the one that it knows. */
export function tokenOf({ programs }: TaskLayout): string {
  const file = join(programs, 'token');
  if (!existsSync(file)) {
    mkdirSync(programs, { recursive: true, mode: 0o700 });
    writeFileSync(file, randomBytes(24).toString('base64url'), { mode: 0o600 });
  }
  return readFileSync(file, 'utf8');
}

/**
 * Writes the program that starts commands on other nodes. It needs Node: that of the agent, which a container has too, or where the
 * image lacks what that needs (as those with musl do) the one on the PATH there.
 */
export function writeRemoteStart(layout: TaskLayout): void {
  tokenOf(layout);
  const script = placeProgram(layout);
  const words = [script, layout.socket, join(layout.programs, 'token')].map(quote).join(' ');
  writeFileSync(
    programsOf(layout).remoteStart,
    `#!/bin/sh
node=${quote(process.execPath)}
"$node" --version >/dev/null 2>&1 || node=$(command -v node) || {
  echo 'trainyard: starting programs on other nodes needs Node in the image: install it there' >&2
  exit 127
}
exec "$node" ${words} "$@"
`,
    { mode: 0o700 },
  );
}

/** The bundle is one file and goes into the task's directory, which a container has too; from source it is run where it lies. */
function placeProgram({ programs }: TaskLayout): string {
  const source = import.meta.url.endsWith('.ts');
  const file = fileURLToPath(new URL(source ? './remote-start.ts' : './mpi/remote-start.js', import.meta.url));
  if (source) return file;
  const copy = join(programs, 'remote-start.js');
  copyFileSync(file, copy);
  // Without a package beside it a file of this name would be CommonJS.
  writeFileSync(join(programs, 'package.json'), '{"type":"module"}');
  return copy;
}
