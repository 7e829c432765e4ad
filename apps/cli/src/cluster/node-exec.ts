import type { Command } from 'commander';
import { commandOf, type ExecOptions, execute, withExecOptions } from '../channel/exec-options.ts';
import { UsageError } from '../failure.ts';
import { nodePlace, nodesOf } from '../node/place.ts';
import { nameOf } from '../places.ts';
import type { Cli } from '../verb.ts';

interface Options extends ExecOptions {
  cluster?: string;
  forward?: string;
}

export function clusterNodeExec(noun: Command, cli: Cli): void {
  const verb = noun
    .command('exec')
    .description('Run a command or a shell on a node of a cluster, outside its jobs; ends with its exit code')
    .argument('[cluster]')
    .option('-c, --cluster <name>', 'the same as the argument');
  withExecOptions(verb)
    .option('-L, --forward <spec>', 'ports lead to tasks of jobs only: see "trainyard job node exec"')
    .action(
      cli.verb(async (context, options: Options, argument) => {
        if (options.forward) {
          throw new UsageError('a port leads to the task of a job: write "trainyard job node exec JOB -L …"');
        }
        const cluster = nameOf('cluster', argument, options.cluster);
        const { node } = await nodePlace(context, options.nodeId ?? (await firstNode(context, cluster)), cluster);
        const command = commandOf(options);
        await execute(context, options, (terminal) => ({ kind: 'node', nodeUid: node, command, terminal }));
      }),
    );
}

/** The first node that can be used; of several none that is broken. */
async function firstNode(context: Parameters<typeof nodesOf>[0], cluster: string): Promise<string> {
  const nodes = await nodesOf(context, cluster);
  const first = nodes.find(({ health }) => health === 'ok') ?? nodes[0];
  if (!first) throw new UsageError(`cluster ${cluster} has no node now: see "trainyard cluster resize ${cluster}"`);
  return first.name;
}
