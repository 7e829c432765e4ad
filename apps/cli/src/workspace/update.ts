import type { Retention } from '@trainyard/contracts/retention';
import type { Command } from 'commander';
import { UsageError } from '../failure.ts';
import type { Cli } from '../verb.ts';
import { aboutWorkspace, workspaceColumns } from './columns.ts';
import { workspaceNamed } from './named.ts';

interface Options {
  name?: string;
  retentionLogs?: string;
  retentionOutputs?: string;
  retentionSeries?: string;
}

export function workspaceUpdate(noun: Command, cli: Cli): void {
  const times = 'after the end of a job: a duration such as P30D or PT12H, or forever';
  noun
    .command('update')
    .description('Change how long what ended jobs left is kept; what is not named stays as it is')
    .argument('[name]')
    .option('-n, --name <name>', 'the same as the argument')
    .option('--retention-logs <time>', `how long logs are kept ${times}`)
    .option('--retention-outputs <time>', `how long stored outputs and checkpoints are kept ${times}`)
    .option('--retention-series <time>', `how long measured series are kept ${times}`)
    .action(
      cli.verb(async (context, options: Options, argument) => {
        const workspace = workspaceNamed(context, argument, options.name);
        const retention = retentionOf(options);
        if (Object.keys(retention).length === 0)
          throw new UsageError('say what to change, such as --retention-logs P30D');
        const changed = await context.client.call('updateWorkspace', { params: { workspace }, body: { retention } });
        context.printOne(changed, workspaceColumns, aboutWorkspace(changed));
      }),
    );
}

function retentionOf({ retentionLogs: logs, retentionOutputs: outputs, retentionSeries: series }: Options): Retention {
  return {
    ...(logs !== undefined && { logs }),
    ...(outputs !== undefined && { outputs }),
    ...(series !== undefined && { series }),
  };
}
