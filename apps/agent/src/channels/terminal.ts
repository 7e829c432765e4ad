import type { Socket } from 'node:net';
import { constants } from 'node:os';
import type { TerminalSize } from '@trainyard/contracts/channel';
import type { Clock } from '@trainyard/runtime/clock';
import type { Enterable } from '../executors/enter.ts';
import { lives, statOf } from '../executors/proc.ts';
import { exitOf } from '../executors/wrapper.ts';
import type { Far, FarExit, Output } from './far.ts';

/** While nobody reads, a terminal is held up; how often it is looked whether its process ended meanwhile. */
const lookMs = 50;
/** Ctrl-D: what a terminal takes for the end of its input. */
const endOfInput = Buffer.from([4]);

const signalNames = new Map(Object.entries(constants.signals).map(([name, number]) => [number, name]));

/**
 * Starts a command on a terminal of its own. A program that is not there says so on the terminal and ends with 127, as shells do: the
 * terminal is made before the program.
 */
export async function startOnTerminal(
  { argv, env, cwd }: Enterable,
  { columns, rows }: TerminalSize,
  output: Output,
  clock: Clock,
): Promise<Far> {
  const { spawn } = await import('@lydell/node-pty');
  const words = ['-c', 'exec "$@"', 'sh', ...argv];
  const pty = spawn('/bin/sh', words, { name: env.TERM ?? '', cols: columns, rows, cwd, env, encoding: null });
  const socket = (pty as unknown as { _socket?: Socket })._socket;
  const id = { pid: pty.pid, startTime: statOf(pty.pid)?.startTime ?? 0 };
  let passed: Promise<void> = Promise.resolve();
  let held = 0;
  let cancel: (() => void) | undefined;
  // The library lets go of a terminal 200 ms after its process ended, read or not: what is left by then is the kernel's buffer.
  const look = (): void => {
    cancel = undefined;
    if (held === 0) return;
    if (lives(id)) cancel = clock.setTimeout(look, lookMs);
    else pty.resume();
  };
  pty.onData((data) => {
    const bytes = data as unknown as Buffer;
    held += 1;
    pty.pause();
    cancel ??= clock.setTimeout(look, lookMs);
    passed = passed
      .then(() => output('stdout', bytes))
      .then(() => {
        held -= 1;
        if (held === 0) pty.resume();
      });
  });
  const exit = new Promise<FarExit>((resolve) => {
    pty.onExit(({ exitCode, signal }) => {
      cancel?.();
      const how = signal ? exitOf(null, signalNames.get(signal) ?? 'SIGKILL') : exitOf(exitCode, null);
      void passed.then(() => resolve(how));
    });
  });
  return {
    process: id,
    exit,
    write: (bytes) =>
      new Promise((resolve) => {
        // The library's own way of writing tells nobody when it was taken, and a program that does not read would fill our memory.
        if (socket) socket.write(bytes, () => resolve());
        else {
          pty.write(bytes as unknown as string);
          resolve();
        }
      }),
    end: () => pty.write(endOfInput as unknown as string),
    resize: (size) => resize(pty, size),
    drop() {
      cancel?.();
      pty.resume();
      // As a terminal that is gone says it: shells mind this one, not SIGTERM.
      if (lives(id)) pty.kill('SIGHUP');
    },
  };
}

function resize(pty: { resize(columns: number, rows: number): void }, { columns, rows }: TerminalSize): void {
  try {
    pty.resize(columns, rows);
  } catch {
    // It ended meanwhile.
  }
}
