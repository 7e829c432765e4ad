/** Turns a verb's function into Commander's action: finds the sign-in, makes the context, runs. */
import type { Command } from 'commander';
import type { Context, Globals, Printer } from './context.ts';
import { mismatchOf } from './mismatch.ts';
import type { Format } from './output/formats.ts';
import { jsonText } from './output/json.ts';
import { plainText } from './output/plain-text.ts';
import { listText, oneText } from './output/print.ts';
import { queriedText } from './output/queried.ts';
import { compileQuery } from './output/query.ts';
import { groupOf, inGroup, isGiven, onlyExperiment, onlyWorkspace } from './places.ts';
import { tracedFetch } from './quick-fetch.ts';
import type { Outcome, Shell } from './shell.ts';

export interface Cli {
  shell: Shell;
  /** Wraps a verb: `args` are its arguments on the command line, in order. */
  verb<O extends object>(
    work: (context: Context, options: O, ...args: (string | undefined)[]) => Promise<void>,
  ): (...given: unknown[]) => Promise<void>;
  /** Wraps a verb that needs no server. */
  local(work: (printer: Printer, options: Globals) => Promise<void>): (...given: unknown[]) => Promise<void>;
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
      async (...given) =>
        work(await makePrinter(shell, globalsOf(given)), globalsOf(given)),
  };
}

async function makeContext(shell: Shell, outcome: Outcome, globals: Globals): Promise<Context> {
  const { terminal } = shell;
  const printer = await makePrinter(shell, globals);
  const settings = await shell.settings();
  // Loaded here, so that help does not wait for them.
  const { findCredentials } = await import('./credentials.ts');
  const { createClient } = await import('@trainyard/sdk/client');
  const { url, token, workspace: stored } = await findCredentials(globals, settings);
  const group = groupOf(globals, settings);
  // Once: a server that is replaced while the command runs is not commented on.
  const onServer = (build: string | null) => {
    outcome.aside ??= mismatchOf(build).then((said) => said && printer.note(`trainyard: ${said}`)) as Promise<void>;
  };
  const client = createClient({ url, token, via: 'cli', fetch: tracedFetch(globals, printer.note), onServer });
  const context: Context = {
    ...printer,
    client,
    terminal,
    settings,
    globals,
    outcome,
    inGroup: (workspace) => inGroup(workspace, group),
    workspace: async () => {
      if (globals.workspace !== undefined) return inGroup(globals.workspace, group);
      if (stored !== undefined && !isGiven(group)) return stored;
      return onlyWorkspace(client, group);
    },
    experiment: async () => globals.experiment ?? (await onlyExperiment(client, await context.workspace())),
    live: async (onState) => (await import('@trainyard/sdk/live')).openLive({ url, token, via: 'cli', onState }),
  };
  return context;
}

/** Throws UsageError for a query that cannot be read. */
async function makePrinter({ terminal, plain }: Shell, globals: Globals): Promise<Printer> {
  const format = globals.output ?? (terminal.out.isTTY ? 'table' : 'json');
  const coloured = terminal.out.isTTY === true && !plain && globals.color !== false;
  const query = globals.query === undefined ? undefined : await compileQuery(globals.query);
  const put = (text: string) => void terminal.out.write(text);
  const print = (value: unknown, text: (format: Format) => string) => {
    if (query) put(queriedText(format, query(value), coloured && format === 'jsonc'));
    else if (format === 'json' || format === 'jsonc') put(jsonText(value, coloured && format === 'jsonc'));
    else put(text(format));
  };
  return {
    format,
    coloured,
    select: query ?? ((value) => value),
    print,
    printList: (items, columns) => print(items, () => listText(format, items, columns)),
    printOne: (item, columns, below = []) => print(item, () => oneText(format, item, columns, below.map(plainText))),
    note: (text) => void terminal.err.write(`${plainText(text)}\n`),
  };
}
