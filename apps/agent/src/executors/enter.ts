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
  /** The shell inside: a name or path that `enter` takes. `bash`, or `/bin/sh` in an image that has no other. */
  readonly shell: string;
  /**
   * Turns a command into the one that the node starts so that it runs inside: what is started replaces itself by
   * the command, whose number is then known. `terminal`: it is to have one. Throws when there is no inside any more.
   */
  enter(command: Enterable, terminal: boolean): Enterable;
}

/** On the node itself. */
export const straight: Entry = { shell: 'bash', enter: (command) => command };

/** Behind a program that starts the rest of its words elsewhere and keeps variables and directory, as `nsenter … --` does. */
export function behind(...words: string[]): Entry {
  return { shell: 'bash', enter: ({ argv, ...rest }) => ({ ...rest, argv: [...words, ...argv] }) };
}

/** Through `outer` first, then through `inner`. */
export function within(outer: Entry, inner: Entry): Entry {
  return { shell: inner.shell, enter: (command, terminal) => outer.enter(inner.enter(command, terminal), terminal) };
}
