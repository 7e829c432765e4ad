import type { LimitAmounts } from '@trainyard/contracts/limits';
import type { Command } from 'commander';
import { UsageError } from '../failure.ts';
import { wholeNumber } from '../number-option.ts';
import type { Cli } from '../verb.ts';
import { limitColumns } from './columns.ts';
import { type Whose, whose, withWhose } from './whose.ts';

export function limitSet(noun: Command, cli: Cli): void {
  withWhose(noun.command('set'))
    .description('Limit what a workspace or a user may use at once; the amounts given replace those before')
    .option('--cores <count>', 'processors', wholeNumber(0))
    .option('--gpus <count>', 'GPUs', wholeNumber(0))
    .option('--jobs <count>', 'jobs that run', wholeNumber(0))
    .option('--waiting <count>', 'jobs that wait: a further one is refused', wholeNumber(0))
    .action(
      cli.verb(async (context, options: Whose & LimitAmounts) => {
        const params = whose(options);
        const { cores, gpus, jobs, waiting } = options;
        const body = { cores, gpus, jobs, waiting };
        if (Object.values(body).every((amount) => amount === undefined))
          throw new UsageError('say how much: --cores, --gpus, --jobs or --waiting');
        context.printOne(await context.client.call('setLimit', { params, body }), limitColumns);
      }),
    );
}
