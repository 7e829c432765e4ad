/** A command with everything that a start needs; absolute and expanded. */
export interface Enterable {
  argv: string[];
  env: Record<string, string>;
  cwd: string;
}

/**
 * Where the processes of a task run: straight on the node, in a network namespace, in a container. All of them go through `enter`,
 * and so do terminals and remote starts, which find the same files, network and variables.
 */
export interface Entry {
  /** Turns a command into the one that the node starts so that it runs inside. `terminal`: it is to have one. */
  enter(command: Enterable, terminal: boolean): Enterable;
}

/** On the node itself. */
export const straight: Entry = { enter: (command) => command };

/** Behind a program that starts the rest of its words elsewhere and keeps variables and directory, as `nsenter … --` does. */
export function behind(...words: string[]): Entry {
  return { enter: ({ argv, ...rest }) => ({ ...rest, argv: [...words, ...argv] }) };
}

/** Through `outer` first, then through `inner`. */
export function within(outer: Entry, inner: Entry): Entry {
  return { enter: (command, terminal) => outer.enter(inner.enter(command, terminal), terminal) };
}

interface Startable {
  command: { shell: string } | { argv: string[] };
  env: Record<string, string>;
  cwd: string;
}

/** A process to start, put into its place. Only its command goes there: the shell that writes its number and exit code stays outside. */
export function placed(entry: Entry, start: Startable): Startable {
  if (entry === straight) return start;
  const { command, env, cwd } = start;
  const argv = 'argv' in command ? command.argv : ['bash', '-c', command.shell];
  const inside = entry.enter({ argv, env, cwd }, false);
  return { command: { argv: inside.argv }, env: inside.env, cwd: inside.cwd };
}
