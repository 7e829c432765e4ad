import { isMountPoint } from '@trainyard/runtime/node/mount-table';
import { ask } from '../ask.ts';
import type { Kind } from '../kind.ts';
import { MountFailure } from '../port.ts';
import { isRoot, need, surroundings } from '../programs.ts';
import { lastOfLog, serve } from '../serve.ts';
import { until } from '../until.ts';

/** Commands may have to find their server, and sign in to it. */
const commandMs = 60_000;
/** A program that mounts and goes to the background may end a moment before it has. */
const laterMs = 3_000;
/** One that is still there so long after it mounted serves the mount. */
const staysMs = 500;

/** A command of the user's that mounts at the path which is added to it; it may end, go to the background, or stay and serve the mount. */
export const command: Kind<'command'> = {
  async mount(request, signal) {
    const { at, label, readOnly, source } = request;
    const served = await serve(request, ['bash', '-c', `${source.command} ${shellWord(at)}`], surroundings());
    const there = async (): Promise<true | undefined> => ((await isMountPoint(at)) ? true : undefined);
    const isThere = await until(
      async () => (await there()) ?? (served.ended() === undefined ? undefined : false),
      commandMs,
      signal,
    );
    if (!isThere && !(served.ended() === 0 && (await until(there, laterMs, signal)))) {
      const exitCode = served.ended();
      if (exitCode === undefined) throw new MountFailure('volumeSilent', { label, seconds: commandMs / 1000 });
      throw new MountFailure('volumeCommandFailed', { label, exitCode, why: lastLine(await lastOfLog(request.home)) });
    }
    if (readOnly) await makeReadOnly(at, label, signal);
    const stays = (await until(() => (served.ended() === undefined ? undefined : true), staysMs, signal)) !== true;
    return stays ? { by: 'helper', helper: served.helper, notes: [] } : { by: 'kernel', helper: null, notes: [] };
  },
};

/** A word of the shell that means the text itself. */
export function shellWord(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

async function makeReadOnly(at: string, label: string, signal: AbortSignal): Promise<void> {
  if (!isRoot()) throw new MountFailure('volumeNeedsRoot', { label });
  const words = [need('mount', label), '-o', 'remount,bind,ro', '--', at];
  const { code, stderr } = await ask(words, { env: surroundings(), limitMs: 10_000, signal });
  if (code !== 0) throw new MountFailure('volumeMountFailed', { label, why: lastLine(stderr) });
}

function lastLine(text: string): string {
  return (text.trim().split('\n').at(-1) ?? '').slice(0, 300);
}
