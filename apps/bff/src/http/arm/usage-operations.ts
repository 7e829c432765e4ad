import { type Usage, usagesOf } from '@trainyard/contracts/usage';
import * as z from 'zod';
import { authorise, everywhereInScope } from '../../access/authorise.ts';
import { armOperation, providerPath } from './arm-operation.ts';

/** What stands for no limit: clients read a whole number of 32 bits. */
const unlimited = 2_147_483_647;

function armUsage({ unit, currentValue, limit, name, label }: Usage): object {
  return { unit, currentValue, limit: limit ?? unlimited, name: { value: name, localizedValue: label } };
}

/** Usages. They are those of the subscription at every location: there is one installation behind all of them. */
export const usageOperations = [
  armOperation({
    name: 'Usages_List',
    method: 'get',
    path: `${providerPath}/locations/:location/usages`,
    query: z.object({}),
    async run({ actor, params }, doors) {
      authorise(actor, 'read', everywhereInScope(actor, 'usages'));
      const use = await doors.read('cluster.use', { subscription: params.subscription, scope: actor.workspaceUid });
      return { value: usagesOf(use).map(armUsage) };
    },
  }),
];
