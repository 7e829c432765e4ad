import type { Command } from 'commander';
import { untilGone } from './await-end.ts';
import { confirm } from './confirm.ts';
import type { Context } from './context.ts';
import { nameOf } from './places.ts';
import type { Cli } from './verb.ts';

interface Options {
  name?: string;
  yes?: boolean;
  wait: boolean;
}

/** What `delete` of a noun says and does. */
export interface Deletion {
  description: string;
  kind: string;
  /** What is lost, after `delete KIND NAME`. */
  with?: string;
  /** The name meant where neither the argument nor `-n` gives one. */
  otherwise?(context: Context): string | undefined;
  /** How the thing of this name is deleted, and asked for. */
  of(context: Context, name: string): Promise<{ remove(): Promise<unknown>; ask(): Promise<{ uid: string }> }>;
}

/** A verb that asks, deletes, and waits until what was deleted is gone. */
export const deleter = (deletion: Deletion) => (noun: Command, cli: Cli) => {
  noun
    .command('delete')
    .description(deletion.description)
    .argument('[name]')
    .option('-n, --name <name>', 'the same as the argument')
    .option('-y, --yes', 'do not ask')
    .option('--no-wait', 'do not wait until it is gone')
    .action(
      cli.verb(async (context, options: Options, argument) => {
        const { kind } = deletion;
        const name = nameOf(
          kind,
          argument,
          options.name ?? (argument === undefined ? deletion.otherwise?.(context) : undefined),
        );
        const { remove, ask } = await deletion.of(context, name);
        await confirm(context, `delete ${kind} ${name}${deletion.with ? ` ${deletion.with}` : ''}`, options.yes);
        await remove();
        if (options.wait) await untilGone(context, `deleting ${kind} ${name}`, ask);
      }),
    );
};
