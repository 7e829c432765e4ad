/** What an exit code says by the conventions of shells and kernels. Pure. */

/** Names of the signals that end processes, by number (Linux, all architectures that we run on). */
const signals: Record<number, string> = {
  1: 'SIGHUP',
  2: 'SIGINT',
  3: 'SIGQUIT',
  4: 'SIGILL',
  5: 'SIGTRAP',
  6: 'SIGABRT',
  7: 'SIGBUS',
  8: 'SIGFPE',
  9: 'SIGKILL',
  10: 'SIGUSR1',
  11: 'SIGSEGV',
  12: 'SIGUSR2',
  13: 'SIGPIPE',
  14: 'SIGALRM',
  15: 'SIGTERM',
  24: 'SIGXCPU',
  25: 'SIGXFSZ',
  31: 'SIGSYS',
};

/** Signals that have words of their own; the others are named only. */
const told = ['SIGINT', 'SIGILL', 'SIGABRT', 'SIGBUS', 'SIGFPE', 'SIGKILL', 'SIGSEGV', 'SIGPIPE', 'SIGTERM'] as const;
type Told = (typeof told)[number];

export type ExitMeaning =
  | { kind: 'general' | 'usage' | 'timedOut' | 'notExecutable' | 'notFound' | 'outOfRange' }
  | { kind: Told; signal: string }
  | { kind: 'signal'; signal: string };

function ofSignal(signal: string): ExitMeaning {
  const known = told.find((one) => one === signal);
  return known === undefined ? { kind: 'signal', signal } : { kind: known, signal };
}

/**
 * What is known of an end besides its number; undefined for 0 and for codes that each program defines for itself. A signal
 * that the agent saw counts more than the code. Shells report death by signal N as 128 + N, Python as −N.
 */
export function explainExit(exitCode: number | null, signal: string | null = null): ExitMeaning | undefined {
  if (signal !== null) return ofSignal(signal);
  if (exitCode === null) return undefined;
  const number = exitCode < 0 ? -exitCode : exitCode > 128 ? exitCode - 128 : 0;
  const name = signals[number];
  if (name !== undefined) return ofSignal(name);
  switch (exitCode) {
    case 1:
      return { kind: 'general' };
    case 2:
      return { kind: 'usage' };
    case 124:
      return { kind: 'timedOut' };
    case 126:
      return { kind: 'notExecutable' };
    case 127:
      return { kind: 'notFound' };
    case 255:
      return { kind: 'outOfRange' };
    default:
      return undefined;
  }
}
