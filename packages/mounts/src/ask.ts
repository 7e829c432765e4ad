import { spawn } from 'node:child_process';

export interface Answer {
  /** null: it was ended by a signal, or did not answer in time. */
  code: number | null;
  stdout: string;
  stderr: string;
  /** It did not answer in time; it may still be there where the kernel holds it. */
  isLate: boolean;
}

/** Bytes of each stream that are kept: what a program says of a failure, and no listing. */
const bytesMost = 65_536;

/**
 * Runs a program and answers what it said, within `limitMs` whatever becomes of it: a file system that hangs holds the program and never
 * the caller. Throws what `signal` says; an ENOENT where there is no such program.
 */
export function ask(
  [program = '', ...args]: readonly string[],
  options: { env: Readonly<Record<string, string>>; limitMs: number; signal?: AbortSignal },
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    options.signal?.throwIfAborted();
    const child = spawn(program, args, { cwd: '/', env: options.env, stdio: ['ignore', 'pipe', 'pipe'] });
    const said = { stdout: '', stderr: '' };
    for (const name of ['stdout', 'stderr'] as const) {
      child[name].setEncoding('utf8').on('data', (text: string) => {
        said[name] = (said[name] + text).slice(0, bytesMost);
      });
    }
    const leave = (): void => {
      end();
      reject(options.signal?.reason);
    };
    const late = setTimeout(() => {
      end();
      resolve({ code: null, ...said, isLate: true });
    }, options.limitMs);
    function settle(): void {
      clearTimeout(late);
      options.signal?.removeEventListener('abort', leave);
    }
    function end(): void {
      settle();
      child.kill('SIGKILL');
      // The kernel may hold it: nobody waits for its end.
      child.unref();
      child.stdout.destroy();
      child.stderr.destroy();
    }
    options.signal?.addEventListener('abort', leave);
    child.on('error', (error) => {
      settle();
      reject(error);
    });
    child.on('close', (code) => {
      settle();
      resolve({ code, ...said, isLate: false });
    });
  });
}
