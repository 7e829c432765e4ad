import type { NodeUpdate } from '@trainyard/contracts/node';
import { type Command, InvalidArgumentError } from 'commander';
import { nodeColumns } from '../cluster/columns.ts';
import { UsageError } from '../failure.ts';
import type { Cli } from '../verb.ts';
import { nodePlace } from './place.ts';

interface Options {
  cluster?: string;
  label?: Record<string, string>;
  cordon?: boolean;
  uncordon?: boolean;
}

/** `key=value`, each time one more. */
function label(text: string, before: Record<string, string> = {}): Record<string, string> {
  const at = text.indexOf('=');
  if (at < 1) throw new InvalidArgumentError('write KEY=VALUE');
  return { ...before, [text.slice(0, at)]: text.slice(at + 1) };
}

function changeOf({ label: labels, cordon, uncordon }: Options): NodeUpdate {
  if (cordon && uncordon) throw new UsageError('give --cordon or --uncordon, not both');
  const schedulable = cordon ? false : uncordon ? true : undefined;
  if (labels === undefined && schedulable === undefined)
    throw new UsageError('say what to change: --label KEY=VALUE, --cordon or --uncordon');
  return { ...(labels && { labels }), ...(schedulable !== undefined && { schedulable }) };
}

export function nodeUpdate(noun: Command, cli: Cli): void {
  noun
    .command('update')
    .description('Label a node, or stop it from taking new work')
    .argument('[node]')
    .option('-c, --cluster <name>', 'its cluster, unless there is only one')
    .option('--label <key=value>', 'a label of its own; all of them, since those before are replaced', label)
    .option('--cordon', 'takes no new work; what runs goes on')
    .option('--uncordon', 'takes work again')
    .action(
      cli.verb(async (context, options: Options, argument) => {
        const body = changeOf(options);
        const params = await nodePlace(context, argument, options.cluster);
        context.printOne(await context.client.call('updateNode', { params, body }), nodeColumns);
      }),
    );
}
