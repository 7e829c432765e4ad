import { constants } from 'node:os';

/** Files that a started process leaves beside its streams, from the base path of the process. */
export const pidFile = (base: string): string => `${base}.pid`;
export const exitFile = (base: string): string => `${base}.exit`;
export const streamFile = (base: string, fd: 'stdout' | 'stderr'): string => `${base}.${fd}`;

/**
 * Signals that end a shell unless it traps them. Bash runs an EXIT trap on them with the status of the last command, which may be 0,
 * so each gets the status of its own.
 */
const fatal = ['HUP', 'INT', 'PIPE', 'ALRM', 'TERM', 'USR1', 'USR2', 'XCPU', 'XFSZ', 'VTALRM'] as const;

/**
 * Arguments of bash for a command. The same shell that runs it writes its number first (only once: a second start of the same
 * process ends at once) and its exit code last, so that an agent that was away learns both without any extra process. Before anything
 * else can start it enters the groups whose files are given; a group that is gone is told on stderr, and nothing runs outside of it.
 */
export function shellArguments(
  base: string,
  command: { shell: string } | { argv: string[] },
  groups: readonly string[] = [],
): string[] {
  const lines = [
    `{ set -C; echo "$$" >${quote(pidFile(base))}; } || exit 125; set +C`,
    ...groups.map((file) => `echo "$$" >${quote(file)} || exit 125`),
    `trap 'echo "$?" >'${quote(quote(exitFile(base)))} EXIT`,
    ...fatal.map((name) => `trap 'exit ${128 + (constants.signals[`SIG${name}`] ?? 0)}' ${name}`),
  ];
  const prologue = `${lines.join('\n')}\n`;
  if ('shell' in command) return ['-c', `${prologue}${command.shell}\n`, 'bash'];
  return ['-c', `${prologue}"$@"\n`, 'bash', ...command.argv];
}

/** A word that a shell takes as it is. */
export function quote(word: string): string {
  return `'${word.replaceAll("'", `'\\''`)}'`;
}

/** What a process's end looks like; all null when nobody knows. */
export interface Exit {
  exitCode: number | null;
  signal: string | null;
  /** ms since 1970. */
  at: number | null;
}

const signalNames = new Map(Object.entries(constants.signals).map(([name, number]) => [number, name]));

/** Shells tell a death by signal as 128 + its number; both forms read the same here. */
export function exitOf(code: number | null, signal: string | null): Omit<Exit, 'at'> {
  if (signal !== null) return { exitCode: 128 + (constants.signals[signal as NodeJS.Signals] ?? 0), signal };
  if (code === null) return { exitCode: null, signal: null };
  return { exitCode: code, signal: code > 128 ? (signalNames.get(code - 128) ?? null) : null };
}
