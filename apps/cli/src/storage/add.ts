import type { Command } from 'commander';
import { nameOf } from '../places.ts';
import type { Cli } from '../verb.ts';
import { type BackingOptions, backingOf, withBacking } from './backing.ts';
import { storageColumns } from './columns.ts';

export function storageAdd(noun: Command, cli: Cli): void {
  const verb = noun.command('add').alias('create');
  withBacking(verb.description('Say what lies behind the name of a storage account')).action(
    cli.verb(async (context, options: BackingOptions, argument) => {
      const name = nameOf('storage account', argument, options.name);
      const body = { name, ...(await backingOf(context, options, true)) };
      context.printOne(await context.client.call('createStorageAccount', { body }), storageColumns);
    }),
  );
}

/** Replaces what lies behind the name; a key that is not given stays where the kind does. */
export function storageUpdate(noun: Command, cli: Cli): void {
  const verb = noun.command('update');
  withBacking(verb.description('Replace what lies behind a storage account; a key that is not given stays')).action(
    cli.verb(async (context, options: BackingOptions, argument) => {
      const params = { name: nameOf('storage account', argument, options.name) };
      const body = await backingOf(context, options, false);
      context.printOne(await context.client.call('updateStorageAccount', { params, body }), storageColumns);
    }),
  );
}
