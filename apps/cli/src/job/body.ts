import { jobCreate } from '@trainyard/contracts/job';
import type { Command } from 'commander';
import { type Body, readBody, toNative } from '../body-file.ts';
import type { Context } from '../context.ts';
import { nameOf } from '../places.ts';
import { type MountOptions, withMountOptions, withMounts } from '../storage/mounts.ts';

/** What `job submit` and `job plan` take alike; options override what the file says. */
export interface BodyOptions extends MountOptions {
  name?: string;
  file?: string;
  configFile?: string;
  cluster?: string;
  hold?: boolean;
}

/** Gives a verb the options of {@link bodyOf}. */
export function withBody(verb: Command): Command {
  return withMountOptions(verb)
    .argument('[name]')
    .option('-n, --name <name>', 'the same as the argument')
    .option('-f, --file <file>', 'JSON body, native or of Batch AI; - is stdin')
    .option('-c, --cluster <name>', 'cluster of the same workspace')
    .option('--hold', 'keep it from starting until it is released')
    .option('--config-file <file>', 'the same as --file');
}

/** The body of a job as the options and the file say it; its name may be missing. */
export async function bodyOf(
  context: Context,
  options: BodyOptions,
  argument: string | undefined,
): Promise<Record<string, unknown>> {
  const file = nameOf('file (-f)', options.file, options.configFile);
  const body = toNative(await readBody(file, context.terminal), jobCreate, context.note);
  const name = options.name ?? argument ?? body.name;
  const mounts = withMounts(body.mountVolumes as Body | undefined, options, context.settings);
  return {
    ...body,
    ...(mounts && { mountVolumes: mounts }),
    ...(name !== undefined && { name }),
    ...(options.cluster !== undefined && { cluster: { name: options.cluster } }),
    ...(options.hold && { held: true }),
  };
}
