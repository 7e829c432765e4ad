import { Fault } from '@trainyard/contracts/errors';
import type { Limit } from '@trainyard/contracts/limits';
import type { LimitView } from '@trainyard/db/readers/limits';
import { installation } from '../../access/authorise.ts';
import { pageInput, pageOut } from '../pages/page.ts';
import { route } from '../route.ts';

function presentLimit({ row: { uid, scope, name, limits }, used }: LimitView): Limit {
  return { uid, scope, name, limits, used };
}

export const limitRoutes = {
  listLimits: route('listLimits', {
    load: () => installation('limits'),
    run: async ({ query }, _, doors) => pageOut(await doors.read('limit.list', pageInput(query)), presentLimit),
  }),
  setLimit: route('setLimit', {
    load: () => installation('limits'),
    async run({ actor, params, body }, _, doors) {
      const { uid } = await doors.execute('limit.set', { ...params, limits: body }, actor);
      const view = await doors.read('limit.get', { uid });
      if (!view) throw new Fault('LimitNotFound', params);
      return presentLimit(view);
    },
  }),
  deleteLimit: route('deleteLimit', {
    load: () => installation('limits'),
    async run({ actor, params }, _, doors) {
      await doors.execute('limit.delete', params, actor);
      return undefined;
    },
  }),
};
