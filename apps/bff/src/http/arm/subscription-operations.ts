import { subscriptionName } from '@trainyard/contracts/names';
import { parse } from '@trainyard/contracts/parse';
import { nameKey, nativeSubscription } from '@trainyard/contracts/workspace-key';
import * as z from 'zod';
import { authorise, everywhereInScope } from '../../access/authorise.ts';
import { armOperation } from './arm-operation.ts';
import { askedPage, paged, pagedQuery } from './arm-pages.ts';

const path = '/subscriptions/:subscription';
const params = z.object({ subscription: subscriptionName });

/** Where workspaces are that say nothing else. */
const nativeLocation = 'local';

/** Every subscription that can be named is there: they only scope workspaces. */
function armSubscription(name: string): object {
  return { id: `/subscriptions/${name}`, subscriptionId: name, displayName: name, state: 'Enabled' };
}

/** Subscriptions and their locations, as far as clients look for them before they begin. */
export const subscriptionOperations = [
  armOperation({
    name: 'Subscriptions_List',
    method: 'get',
    path: '/subscriptions',
    query: pagedQuery,
    versions: 'resourceManager',
    async run(call, doors) {
      const { actor } = call;
      authorise(actor, 'read', everywhereInScope(actor, 'subscriptions'));
      const asked = askedPage(call.query);
      const page = await doors.read('subscription.list', { ...asked, scope: actor.workspaceUid });
      // The one that commands without a subscription mean is there before it has a workspace.
      const isLacking =
        asked.after === undefined &&
        actor.workspaceUid === undefined &&
        !page.items.some((name) => nameKey(name) === nativeSubscription);
      const items = isLacking ? [nativeSubscription, ...page.items] : page.items;
      return paged(call, { ...page, items }, armSubscription);
    },
  }),
  armOperation({
    name: 'Subscriptions_Get',
    method: 'get',
    path,
    versions: 'resourceManager',
    run: async (call) => armSubscription(parse(params, call.params).subscription),
  }),
  armOperation({
    name: 'Subscriptions_ListLocations',
    method: 'get',
    path: `${path}/locations`,
    versions: 'resourceManager',
    async run({ actor, params: given }, doors) {
      authorise(actor, 'read', everywhereInScope(actor, 'locations'));
      const { subscription } = parse(params, given);
      const found = await doors.read('location.list', { subscription, scope: actor.workspaceUid });
      const names = [...new Set([...found, nativeLocation])];
      return {
        value: names.map((name) => ({
          id: `/subscriptions/${subscription}/locations/${name}`,
          name,
          displayName: name,
        })),
      };
    },
  }),
];
