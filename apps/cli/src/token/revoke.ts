import { Fault } from '@trainyard/contracts/errors';
import { everyItem } from '@trainyard/sdk/pages';
import type { Command } from 'commander';
import { confirm } from '../confirm.ts';
import type { Context } from '../context.ts';
import { UsageError } from '../failure.ts';
import { nameOf } from '../places.ts';
import type { Cli } from '../verb.ts';
import type { Token } from './columns.ts';

export function tokenRevoke(noun: Command, cli: Cli): void {
  noun
    .command('revoke')
    .description('Revoke an API token: what uses it is cut off at once')
    .argument('[token]', 'its name, or its uid where several have that name')
    .option('-n, --name <name>', 'the same as the argument')
    .option('-y, --yes', 'do not ask')
    .action(
      cli.verb(async (context, options: { name?: string; yes?: boolean }, argument) => {
        const { uid, name } = await tokenNamed(context, nameOf('token', argument, options.name));
        await confirm(context, `revoke token ${name}: what uses it is cut off at once`, options.yes);
        await context.client.call('revokeToken', { params: { uid } });
      }),
    );
}

/** Names are not unique among tokens. Throws Fault TokenNotFound, UsageError. */
async function tokenNamed(context: Context, named: string): Promise<Token> {
  const tokens = await everyItem(context.client, 'listTokens', {});
  const byUid = tokens.find(({ uid }) => uid === named);
  if (byUid) return byUid;
  const [found, ...others] = tokens.filter(({ name, revoked }) => name === named && !revoked);
  if (!found) throw new Fault('TokenNotFound', { name: named });
  if (others.length === 0) return found;
  const uids = [found, ...others].map(({ uid }) => uid).join(', ');
  throw new UsageError(`${others.length + 1} tokens are named ${named}: say which by its uid: ${uids}`);
}
