import { spawn } from 'node:child_process';

/** How a program ended. `code` is null when it could not be started or was killed; then `stderr` says why. */
export interface Ran {
  code: number | null;
  stdout: string;
  stderr: string;
}

export interface RunOptions {
  env: Record<string, string>;
  /** ms after which it is killed. */
  timeoutMs: number;
  signal?: AbortSignal | undefined;
  /** Each line of either stream as it comes. */
  onLine?: ((line: string) => void) | undefined;
}

/** A program that took longer than it may. */
export class TimedOut extends Error {
  override readonly name = 'TimedOut';
}

/** Of each stream: an engine's answer is a few lines, and its complaint is told to a person. */
const keptBytes = 256 * 1024;
/** SIGTERM to SIGKILL: a pull that is cut off tells its engine. */
const killMs = 2_000;

/** Runs a program to its end, in a session of its own. Throws TimedOut, or the signal's reason when that is why it was killed. */
export async function runProgram(file: string, args: readonly string[], options: RunOptions): Promise<Ran> {
  const { env, timeoutMs, signal, onLine } = options;
  signal?.throwIfAborted();
  const child = spawn(file, args, { env, stdio: ['ignore', 'pipe', 'pipe'], cwd: '/' });
  const kept = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    let rest = '';
    child[name].setEncoding('utf8');
    child[name].on('data', (text: string) => {
      kept[name] = (kept[name] + text).slice(-keptBytes);
      if (!onLine) return;
      const lines = (rest + text).split('\n');
      rest = (lines.pop() ?? '').slice(-keptBytes);
      for (const line of lines) onLine(line);
    });
  }
  let late = false;
  const end = (): void => {
    child.kill('SIGTERM');
    setTimeout(() => child.kill('SIGKILL'), killMs).unref();
  };
  const timer = setTimeout(() => {
    late = true;
    end();
  }, timeoutMs);
  signal?.addEventListener('abort', end, { once: true });
  const code = await new Promise<number | null>((resolve) => {
    child.once('error', (error) => {
      kept.stderr = error.message;
      resolve(null);
    });
    child.once('close', resolve);
  });
  clearTimeout(timer);
  signal?.removeEventListener('abort', end);
  signal?.throwIfAborted();
  if (late) throw new TimedOut(`${file} ${args[0] ?? ''} took longer than ${timeoutMs} ms`);
  return { code, ...kept };
}

/** The last line of what a program said: engines end with what went wrong. Short enough for a sentence. */
export function lastWords({ stdout, stderr }: Pick<Ran, 'stdout' | 'stderr'>): string {
  const lines = `${stdout}\n${stderr}`
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !/^See '.*--help'/.test(line));
  const last = (lines.at(-1) ?? 'no reason was given').replace(/^(Error( response from daemon)?|FATAL|docker): */i, '');
  return last.replace(/^Error response from daemon: */, '').slice(0, 500);
}
