import type { FileEntry } from '@trainyard/contracts/file-entry';
import type { Command } from 'commander';
import type { Context } from '../context.ts';
import { wholeNumber } from '../number-option.ts';
import type { Column } from '../output/table.ts';
import { nameOf } from '../places.ts';
import type { Cli } from '../verb.ts';
import { entryColumns } from './columns.ts';
import { downloadFrom, nothingFound } from './download.ts';
import { entriesOf, fileServerTree, type RemoteTree, storageTree } from './remote-tree.ts';
import { treePath } from './tree-path.ts';

/** What has files of its own and is named alone. */
interface Owner {
  kind: string;
  tree(context: Context, name: string): Promise<RemoteTree> | RemoteTree;
}

const fileServer: Owner = {
  kind: 'file server',
  tree: async (context, name) => fileServerTree(context, { workspace: await context.workspace(), name }),
};
/** Paths in it begin with the container or share. */
const storageAccount: Owner = { kind: 'storage account', tree: storageTree };

interface Options {
  name?: string;
  recursive?: boolean;
  to: string;
  minutes?: number;
}

/** With the name as an option the path comes first. */
function wanted({ kind }: Owner, options: Options, first?: string, second?: string): { name: string; path: string } {
  const [argument, path] = options.name === undefined ? [first, second] : [undefined, first];
  return { name: nameOf(kind, argument, options.name), path: treePath(path) };
}

function verbOf(noun: Command, verb: string, description: string, path: string): Command {
  return noun
    .command(verb)
    .description(description)
    .argument('[name]')
    .argument('[path]', path)
    .option('-n, --name <name>', 'the same as the first argument');
}

const lister = (owner: Owner) => (noun: Command, cli: Cli) => {
  verbOf(noun, 'list', `List files of a ${owner.kind}`, 'a directory; the top unless given')
    .option('-r, --recursive', 'and all below it')
    .action(
      cli.verb(async (context, options: Options, first, second) => {
        const { name, path } = wanted(owner, options, first, second);
        const tree = await owner.tree(context, name);
        const entries: (FileEntry & { path: string })[] = [];
        for await (const entry of entriesOf(tree, path, options.recursive === true)) entries.push(entry);
        context.printList(entries, entryColumns);
      }),
    );
};

const downloader = (owner: Owner) => (noun: Command, cli: Cli) => {
  const words = `Download a file of a ${owner.kind}, or a directory; an interrupted download goes on where it stopped`;
  verbOf(noun, 'download', words, 'a file or directory; everything unless given')
    .option('--to <directory>', 'where the files go', '.')
    .action(
      cli.verb(async (context, options: Options, first, second) => {
        const { name, path } = wanted(owner, options, first, second);
        const tree = await owner.tree(context, name);
        if ((await downloadFrom(context, tree, { path, to: options.to })) === 0) throw nothingFound(path);
      }),
    );
};

const linker = (owner: Owner) => (noun: Command, cli: Cli) => {
  verbOf(
    noun,
    'link',
    `Make a link to one file of a ${owner.kind}, which needs no sign-in until it expires`,
    'the file',
  )
    .option('--minutes <count>', 'how long it is good for, 5 to 600; an hour unless given', wholeNumber(5))
    .action(
      cli.verb(async (context, options: Options, first, second) => {
        const { name, path } = wanted(owner, options, first, second);
        const tree = await owner.tree(context, name);
        context.printOne(await tree.link(path, options.minutes), linkColumns);
      }),
    );
};

/** Of a signed link. */
export const linkColumns: Column<{ url: string; expiresAt: string }>[] = [
  { title: 'Link', value: ({ url }) => url },
  { title: 'Expires', value: ({ expiresAt }) => expiresAt },
];

const verbsOf = (owner: Owner) => [lister(owner), downloader(owner), linker(owner)];

export const fileServerFileVerbs = verbsOf(fileServer);
export const storageFileVerbs = verbsOf(storageAccount);
