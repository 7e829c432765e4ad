import type { FailureFamily } from '@trainyard/contracts/failure';
import { sayReason } from '@trainyard/contracts/reasons';
import type { Command } from 'commander';
import type { Column } from '../output/table.ts';
import type { Cli } from '../verb.ts';

/** "--batch-size 48 → 32", what was different in the job that went well later. */
function cureText({ cure }: FailureFamily): string | null {
  if (cure === null) return null;
  const [first] = cure.changes;
  if (first === undefined) return cure.nodes ? `run on ${cure.nodes.to.join(', ')}` : 'run again';
  const more = cure.changes.length > 1 ? ` and ${cure.changes.length - 1} more` : '';
  return `${first.what} ${first.from ?? 'nothing'} → ${first.to ?? 'nothing'}${more}`;
}

const columns: Column<FailureFamily>[] = [
  { title: 'Family', value: ({ id }) => id },
  { title: 'Failure', value: ({ title, says }) => (says ? sayReason(says) : title) },
  { title: 'Times', value: ({ count }) => count },
  { title: 'Jobs', value: ({ jobs }) => jobs },
  { title: 'Nodes', value: ({ nodes }) => nodes.map(({ node, count }) => `${node} ${count}`).join(', ') },
  { title: 'Exit', value: ({ exitCodes }) => exitCodes.map(({ exitCode }) => exitCode ?? 'none').join(', ') },
  { title: 'Cured by', value: cureText },
];

export function jobFamilies(noun: Command, cli: Cli): void {
  noun
    .command('families')
    .description('List failures that are one, the newest first: where they happen and what cured them')
    .option('--since <time>', 'failed since then, or for so long, such as P1D; a week unless given')
    .action(
      cli.verb(async (context, { since }: { since?: string }) => {
        const params = { workspace: await context.workspace() };
        const { items } = await context.client.call('listFamilies', {
          params,
          query: since === undefined ? {} : { since },
        });
        context.printList(items, columns);
      }),
    );
}
