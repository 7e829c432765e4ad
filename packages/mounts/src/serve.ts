import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { type Helper, helperOf, markName } from './marked.ts';
import type { MountRequest } from './port.ts';

/** A helper that was started, and outlives whoever did. */
export interface Served {
  helper: Helper;
  /** Its exit code once it ended; a signal is 128 and its number. Only whoever started it hears of it. */
  ended(): number | undefined;
}

/**
 * Addresses of storage carry their signature, which helpers print when something fails: it is cut out before it reaches the disk. `sed`
 * ends with what it reads from.
 */
const intoLog = `exec "$@" > >(exec sed -u -E 's/([?&](sig|se|sp|sv|st|sr|X-Amz-[A-Za-z-]+)=)[^&" ]*/\\1…/g' >> "$TRAINYARD_MOUNT_LOG") 2>&1`;

/** Where what serves a mount writes. */
export function logOf(home: string): string {
  return join(home, 'log');
}

const lastBytes = 65_536;

/** The last of a log, 64 KiB at most; empty where there is none. */
export async function lastOfLog(home: string): Promise<string> {
  const file = await open(logOf(home)).catch(() => undefined);
  if (!file) return '';
  try {
    const { size } = await file.stat();
    const { buffer, bytesRead } = await file.read(Buffer.alloc(lastBytes), 0, lastBytes, Math.max(0, size - lastBytes));
    return buffer.subarray(0, bytesRead).toString('utf8');
  } finally {
    await file.close();
  }
}

/** Starts a program in a session of its own that serves the mount: it holds no file, directory or terminal of the caller. Throws as `spawn` does. */
export async function serve(
  request: MountRequest,
  command: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<Served> {
  // Made here, so that nobody else may read it; what an earlier one said is not of this one.
  closeSync(openSync(logOf(request.home), 'w', 0o600));
  const child = spawn('bash', ['-c', intoLog, 'bash', ...command], {
    cwd: '/',
    detached: true,
    stdio: 'ignore',
    env: { ...env, HOME: request.home, TRAINYARD_MOUNT_LOG: logOf(request.home), [markName]: request.mark },
  });
  let code: number | undefined;
  child.once('exit', (exitCode, signal) => {
    code = exitCode ?? 128 + (signal === 'SIGKILL' ? 9 : 15);
  });
  await once(child, 'spawn');
  child.unref();
  const helper = helperOf(child.pid as number) ?? { pid: child.pid as number, startTime: 0 };
  return { helper, ended: () => code };
}
