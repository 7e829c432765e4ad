import { spawn } from 'node:child_process';
import type { Readable } from 'node:stream';
import { Fault } from '@trainyard/contracts/errors';
import type { Enterable } from '../executors/enter.ts';
import { statOf } from '../executors/proc.ts';
import { exitOf } from '../executors/wrapper.ts';
import type { Far, FarExit, Output } from './far.ts';

/**
 * Starts a command with pipes, in a session of its own. A program that is not there ends with 127 and says so, as shells have it. Throws
 * CommandNotStarted when not even a shell starts.
 */
export async function startPiped({ argv, env, cwd }: Enterable, output: Output): Promise<Far> {
  const child = spawn('/bin/sh', ['-c', 'exec "$@"', 'sh', ...argv], { cwd, env, detached: true, stdio: 'pipe' });
  await new Promise<void>((resolve, reject) => {
    child.once('spawn', resolve);
    child.once('error', (error) =>
      reject(new Fault('CommandNotStarted', { command: argv[0] ?? '', why: error.message })),
    );
  });
  child.on('error', () => {});
  // A process that closed its stdin is free to do so.
  child.stdin.on('error', () => {});
  const ended = new Promise<FarExit>((resolve) => {
    child.once('exit', (code, signal) => resolve(exitOf(code, signal)));
  });
  const said = Promise.all([passOn(child.stdout, 'stdout', output), passOn(child.stderr, 'stderr', output)]);
  const pid = child.pid ?? 0;
  return {
    process: { pid, startTime: statOf(pid)?.startTime ?? 0 },
    exit: said.then(() => ended),
    write: (bytes) =>
      new Promise((resolve) => {
        child.stdin.write(bytes, () => resolve());
      }),
    end: () => child.stdin.end(),
    resize: () => undefined,
    drop() {
      for (const stream of child.stdio) stream?.destroy();
    },
  };
}

/** Reads on only once the last piece was passed on: a reader who is slow holds the writer up. */
async function passOn(stream: Readable, fd: 'stdout' | 'stderr', output: Output): Promise<void> {
  try {
    for await (const bytes of stream) await output(fd, bytes);
  } catch {
    // It was dropped.
  }
}
