import type { Command } from 'commander';
import { type Body, readBody, referenceTo, toNative } from '../body-file.ts';
import type { Context } from '../context.ts';
import { nameOf } from '../places.ts';
import { type MountOptions, withMountOptions, withMounts, withWords } from '../storage/mounts.ts';

/** What `job submit` and `job plan` take alike; options override what the file says. */
export interface BodyOptions extends MountOptions {
  name?: string;
  file?: string;
  configFile?: string;
  cluster?: string;
  hold?: boolean;
}

/** Gives a verb the options of {@link bodyOf}. `files`: how many it takes, as Commander writes it. */
export function withBody(verb: Command, files = '<file>'): Command {
  return withMountOptions(verb)
    .argument('[name]')
    .option('-n, --name <name>', 'the same as the argument')
    .option(`-f, --file ${files}`, 'JSON or YAML body, native or of Batch AI; - is stdin')
    .option('-c, --cluster <name>', 'cluster of the same workspace, or the id of one elsewhere')
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
  return completed(context, await readBody(file, context.terminal), options, argument);
}

/** The same of a body that is read already. */
export async function completed(
  context: Pick<Context, 'note' | 'settings'>,
  read: Body,
  options: Omit<BodyOptions, 'file'>,
  argument: string | undefined,
): Promise<Record<string, unknown>> {
  const body = await toNative(read, 'job', context.note);
  const name = options.name ?? argument ?? body.name;
  const mounts = await withMounts(body.mountVolumes as Body | undefined, options, context.settings);
  return {
    ...body,
    ...(mounts && { mountVolumes: mounts }),
    ...(body.secrets !== undefined && { secrets: withWords(body.secrets, options, context.settings) }),
    ...(name !== undefined && { name }),
    ...(options.cluster !== undefined && { cluster: await referenceTo(options.cluster, 'cluster') }),
    ...(options.hold && { held: true }),
  };
}
