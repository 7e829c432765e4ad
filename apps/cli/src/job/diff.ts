import { submissionDiff } from '@trainyard/contracts/job-diff';
import { submittedBody } from '@trainyard/contracts/submitted-body';
import type { Command } from 'commander';
import type { Column } from '../output/table.ts';
import type { Cli } from '../verb.ts';
import { jobPlace } from './place.ts';

interface Row {
  field: string;
  word: string | null;
  before: unknown;
  after: unknown;
}

const shown = (value: unknown): string | null =>
  value === undefined || value === null ? null : typeof value === 'string' ? value : JSON.stringify(value);

const columns: Column<Row>[] = [
  { title: 'Field', value: ({ field }) => field },
  { title: 'Word', value: ({ word }) => word },
  { title: 'Before', value: ({ before }) => shown(before) },
  { title: 'After', value: ({ after }) => shown(after) },
];

export function jobDiff(noun: Command, cli: Cli): void {
  noun
    .command('diff')
    .description('Say what a job asks for differently than another: fields, and the words of its command')
    .argument('<before>', 'a job of the experiment, or EXPERIMENT/NAME')
    .argument('<after>', 'the one that it is compared with')
    .action(
      cli.verb(async (context, _options: object, before, after) => {
        const [a, b] = await Promise.all(
          [before, after].map(async (argument) => {
            const [experiment, name] = (argument ?? '').includes('/') ? (argument ?? '').split('/', 2) : [];
            const params =
              name === undefined
                ? await jobPlace(context, argument, undefined)
                : { workspace: await context.workspace(), experiment: experiment ?? '', name };
            return submittedBody(await context.client.call('getJob', { params }));
          }),
        );
        const changes = submissionDiff(a ?? {}, b ?? {});
        const rows = changes.flatMap(({ path, before, after, words }): Row[] =>
          words === null || words.length === 0
            ? [{ field: path, word: null, before, after }]
            : words.map((word) => ({ field: path, word: word.name, before: word.before, after: word.after })),
        );
        context.printList(rows, columns);
        if (rows.length === 0) context.note('nothing differs');
      }),
    );
}
