import { Fault } from '@trainyard/contracts/errors';
import { nodeStream } from '@trainyard/contracts/log-frame';
import { streamFds } from '@trainyard/contracts/stream-fds';
import { everyItem } from '@trainyard/sdk/pages';
import type { Command } from 'commander';
import type { Context } from '../context.ts';
import { wholeNumber } from '../number-option.ts';
import type { Column } from '../output/table.ts';
import { nameOf } from '../places.ts';
import { treePath } from '../tree/tree-path.ts';
import type { Cli } from '../verb.ts';

interface SetupLog {
  name: string;
  isDirectory: boolean;
  size: number;
  /** Of the log, as `GET /api/v1/logs?stream=` takes it. */
  stream: string;
}

const columns: Column<SetupLog>[] = [
  { title: 'Name', value: ({ name }) => name },
  { title: 'Is directory', value: ({ isDirectory }) => String(isDirectory) },
  { title: 'Size', value: ({ size }) => size },
];

interface Options {
  cluster?: string;
  path?: string;
  expiry?: number;
}

/** `cluster file list`: what the set-up task wrote on each node that is there, by Batch AI's names. */
export function clusterFileList(noun: Command, cli: Cli): void {
  noun
    .command('list')
    .description('List the logs of the set-up task, by node')
    .argument('[cluster]')
    .option('-c, --cluster <name>', 'the same as the argument')
    .option('-p, --path <path>', 'a directory of them; there is none but the top')
    .option(
      '--expiry <minutes>',
      'taken as Batch AI took it: the server keeps these logs, and there are no links to them',
      wholeNumber(5),
    )
    .action(
      cli.verb(async (context, options: Options, argument) => {
        const params = { workspace: await context.workspace(), name: nameOf('cluster', argument, options.cluster) };
        const path = treePath(options.path);
        if (path !== '') throw new Fault('FileNotFound', { path });
        const nodes = await everyItem(context.client, 'listNodes', { params });
        const logs = await Promise.all(
          nodes.flatMap(({ uid, name }) => streamFds.map((fd) => logOf(context, uid, name, fd))),
        );
        context.printList(
          logs.filter((log) => log !== undefined),
          columns,
        );
      }),
    );
}

/** Undefined where nothing was written. */
async function logOf(
  { client }: Context,
  node: string,
  name: string,
  fd: (typeof streamFds)[number],
): Promise<SetupLog | undefined> {
  const stream = nodeStream(node, fd);
  try {
    const answer = await client.bytes('readLog', { query: { stream } });
    await answer.stream.cancel();
    return { name: `${fd}-${name}.txt`, isDirectory: false, size: answer.length ?? 0, stream };
  } catch (error) {
    if (error instanceof Fault && error.code === 'LogNotFound') return undefined;
    throw error;
  }
}
