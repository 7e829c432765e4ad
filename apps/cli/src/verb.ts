/** Turns a verb's function into Commander's action: finds the sign-in, makes the context, runs. */
import { createClient } from '@trainyard/sdk/client';
import { openLive } from '@trainyard/sdk/live';
import type { Command } from 'commander';
import type { Context, Globals, Printer } from './context.ts';
import { findCredentials } from './credentials.ts';
import { plainText } from './output/plain-text.ts';
import { listText, oneText } from './output/print.ts';
import { onlyExperiment, onlyWorkspace } from './places.ts';
import type { Outcome, Shell } from './shell.ts';

export interface Cli {
  shell: Shell;
  /** Wraps a verb: `args` are its arguments on the command line, in order. */
  verb<O extends object>(
    work: (context: Context, options: O, ...args: (string | undefined)[]) => Promise<void>,
  ): (...given: unknown[]) => Promise<void>;
  /** Wraps a verb that needs no server. */
  local(work: (printer: Printer) => Promise<void>): (...given: unknown[]) => Promise<void>;
}

export function createCli(shell: Shell, outcome: Outcome): Cli {
  const globalsOf = (given: unknown[]) => (given.at(-1) as Command).optsWithGlobals();
  return {
    shell,
    verb:
      (work) =>
      async (...given) => {
        // Commander hands the arguments, then the options and the command.
        const args = given.slice(0, -2) as (string | undefined)[];
        const options = globalsOf(given);
        await work(await makeContext(shell, outcome, options), options as never, ...args);
      },
    local:
      (work) =>
      (...given) =>
        work(makePrinter(shell, globalsOf(given))),
  };
}

async function makeContext(shell: Shell, outcome: Outcome, globals: Globals): Promise<Context> {
  const { terminal } = shell;
  const settings = shell.settings();
  const { url, token, workspace: stored } = await findCredentials(globals, settings);
  const client = createClient({ url, token, via: 'cli' });
  const context: Context = {
    ...makePrinter(shell, globals),
    client,
    terminal,
    settings,
    globals,
    outcome,
    workspace: async () => globals.workspace ?? stored ?? (await onlyWorkspace(client)),
    experiment: async () => globals.experiment ?? (await onlyExperiment(client, await context.workspace())),
    live: (onState) => openLive({ url, token, via: 'cli', onState }),
  };
  return context;
}

function makePrinter({ terminal }: Shell, globals: Globals): Printer {
  const format = globals.output ?? (terminal.out.isTTY ? 'table' : 'json');
  return {
    printList: (items, columns) => void terminal.out.write(listText(format, items, columns)),
    printOne: (item, columns, below = []) =>
      void terminal.out.write(oneText(format, item, columns, below.map(plainText))),
    note: (text) => void terminal.err.write(`${plainText(text)}\n`),
  };
}
