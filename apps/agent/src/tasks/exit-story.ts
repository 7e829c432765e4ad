import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { resolve } from 'node:path';
import { type Surroundings, startTrouble, type Trouble } from './trouble.ts';

/** Codes that a shell gives for a command that cannot be run, and for one that is not there. */
const notStarted = [126, 127];

/** Why a process ended as it did, as far as it is certain. */
export type Story = Trouble | { code: 'exitAsNotStarted'; params: Record<string, never> } | undefined;

export interface Ended {
  exitCode: number;
  /** Seen when it was started. */
  trouble: Trouble | undefined;
  /** Whether the exit code can be that of a command inside of it: it is a shell, or a line for one. */
  ranByShell: boolean;
  stderr: string;
}

/**
 * What was seen at the start counts where the exit code is the one that follows from it; else the last words of the shell that ran the
 * command. A program that ends with 126 or 127 for reasons of its own is not told as one that was missing.
 */
export function storyOf({ exitCode, trouble, ranByShell, stderr }: Ended, around: Surroundings): Story {
  if (trouble && follows(trouble, exitCode)) return trouble;
  if (!notStarted.includes(exitCode)) return undefined;
  const said = lastWords(stderr);
  const told = said && tell(said, around);
  if (told) return told;
  return ranByShell ? { code: 'exitAsNotStarted', params: {} } : undefined;
}

function follows({ code }: Trouble, exitCode: number): boolean {
  switch (code) {
    case 'commandNotFound':
      return exitCode === 127;
    case 'commandNotExecutable':
    case 'commandWrongFormat':
      return exitCode === 126;
    case 'interpreterNotFound':
      return notStarted.includes(exitCode);
    // Each interpreter has a code of its own for that.
    case 'scriptNotFound':
    case 'windowsLineEnds':
      return exitCode !== 0;
  }
}

interface Said {
  what: string;
  why: string;
}

/** The message of the shell that we started, if it is the last line. */
function lastWords(stderr: string): Said | undefined {
  const line = stderr.trimEnd().split('\n').at(-1) ?? '';
  const match = /^bash: (?:line \d+: )?(?:exec: )?(.+?): ((?:\S+: )?bad interpreter: .+|[^:]+(?:: [^:]+)?)$/.exec(line);
  return match ? { what: match[1] as string, why: match[2] as string } : undefined;
}

function tell({ what, why }: Said, around: Surroundings): Trouble | undefined {
  if (/^(command not found|not found|No such file or directory)$/.test(why)) {
    return { code: 'commandNotFound', params: { command: what } };
  }
  if (/^(Permission denied|Is a directory)$/.test(why)) return { code: 'commandNotExecutable', params: { path: what } };
  if (/Exec format error/.test(why)) return { code: 'commandWrongFormat', params: { path: what } };
  if (!/bad interpreter|required file not found/.test(why)) return undefined;
  const path = resolve(around.cwd, what);
  const seen = around.sees(path) ? startTrouble(path, what, around) : undefined;
  if (seen) return seen;
  const named = /^(\S+): bad interpreter/.exec(why)?.[1];
  return named === undefined
    ? undefined
    : { code: 'interpreterNotFound', params: { interpreter: named.replace(/\^M$|\r$/, ''), path: what } };
}

/** Read of stderr: many lines, and no more than a look at its end needs. */
const tailBytes = 4096;

/** The end of a file as text, at most so many bytes; empty when it cannot be read. */
export function tailOf(path: string, bytes = tailBytes): string {
  try {
    const fd = openSync(path, 'r');
    try {
      const { size } = fstatSync(fd);
      const length = Math.max(0, Math.min(size, bytes));
      const buffer = Buffer.alloc(length);
      return buffer.subarray(0, readSync(fd, buffer, 0, length, size - length)).toString('utf8');
    } finally {
      closeSync(fd);
    }
  } catch {
    return '';
  }
}
