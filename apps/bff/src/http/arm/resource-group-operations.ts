import { Fault } from '@trainyard/contracts/errors';
import { resourceGroupName, subscriptionName } from '@trainyard/contracts/names';
import { parse } from '@trainyard/contracts/parse';
import type { WorkspaceRow } from '@trainyard/db/entities';
import type { Place } from '@trainyard/db/readers/places';
import * as z from 'zod';
import { authorise, everywhereInScope, installation } from '../../access/authorise.ts';
import type { Doors } from '../../doors.ts';
import { originOf } from '../links/link-routes.ts';
import { known, readArmBody, warn } from './arm-body.ts';
import { type ArmCall, ArmReply, armOperation } from './arm-operation.ts';
import { askedPage, paged, pagedQuery } from './arm-pages.ts';
import { retryAfter } from './long-running.ts';

const groupsPath = '/subscriptions/:subscription/resourceGroups';
const path = `${groupsPath}/:resourceGroup`;
const params = z.object({ subscription: subscriptionName, resourceGroup: resourceGroupName });

/** Of a group without workspaces. */
const nativeLocation = 'local';

function armGroup(subscription: string, { name, location }: Place): object {
  return {
    id: `/subscriptions/${subscription}/resourceGroups/${name}`,
    name,
    type: 'Microsoft.Resources/resourceGroups',
    location,
    properties: { provisioningState: 'Succeeded' },
  };
}

/** Every group that can be named is there; one with workspaces is where its oldest is. */
async function shown({ actor, params: given }: ArmCall<unknown>, doors: Doors): Promise<object> {
  const { subscription, resourceGroup } = parse(params, given);
  const found = await doors.read('group.find', { subscription, resourceGroup, scope: actor.workspaceUid });
  return armGroup(subscription, found ?? { name: resourceGroup, location: nativeLocation });
}

/** Workspaces of a group that were there at a moment (ms since 1970), as far as `actor` may see them. */
async function workspacesOf(
  doors: Doors,
  {
    actor,
    subscription,
    resourceGroup,
  }: Pick<ArmCall<unknown>, 'actor'> & { subscription: string; resourceGroup: string },
  until: number,
): Promise<WorkspaceRow[]> {
  const found: WorkspaceRow[] = [];
  let after: string | undefined;
  do {
    const input = { subscription, resourceGroup, scope: actor.workspaceUid, after, limit: 1000 };
    const page = await doors.read('workspace.list', input);
    found.push(...page.items.filter(({ createdAt }) => createdAt <= until));
    after = page.next ?? undefined;
  } while (after !== undefined);
  return found;
}

/** What a deletion is polled by: nothing is kept of it, and it is over once none of the workspaces that were there then is there. */
const deletion = z.object({ group: resourceGroupName, at: z.number().int() });

function polled({ req, params: given }: ArmCall<unknown>, token: z.output<typeof deletion>): ArmReply {
  const text = Buffer.from(JSON.stringify(token)).toString('base64url');
  const version = encodeURIComponent(String(new URL(req.originalUrl, originOf(req)).searchParams.get('api-version')));
  const at = `${originOf(req)}/subscriptions/${given.subscription}/operationresults/${text}?api-version=${version}`;
  return new ArmReply(202, undefined, { location: at, 'retry-after': retryAfter });
}

function readToken(text: string): z.output<typeof deletion> {
  try {
    return deletion.parse(JSON.parse(Buffer.from(text, 'base64url').toString()));
  } catch {
    throw new Fault('OperationNotFound', { name: text.slice(0, 64) });
  }
}

/** Resource groups are implied by their workspaces: nothing is kept of one itself. */
export const resourceGroupOperations = [
  armOperation({
    name: 'ResourceGroups_List',
    method: 'get',
    path: groupsPath,
    query: pagedQuery,
    versions: 'resourceManager',
    async run(call, doors) {
      const { actor } = call;
      authorise(actor, 'read', everywhereInScope(actor, 'resource groups'));
      const subscription = parse(subscriptionName, call.params.subscription);
      const input = { ...askedPage(call.query), subscription, scope: actor.workspaceUid };
      return paged(call, await doors.read('group.list', input), (place) => armGroup(subscription, place));
    },
  }),
  armOperation({ name: 'ResourceGroups_Get', method: 'get', path, versions: 'resourceManager', run: shown }),
  armOperation({
    name: 'ResourceGroups_CheckExistence',
    method: 'head',
    path,
    versions: 'resourceManager',
    async run(call) {
      parse(params, call.params);
      return new ArmReply(204);
    },
  }),
  armOperation({
    name: 'ResourceGroups_CreateOrUpdate',
    method: 'put',
    path,
    versions: 'resourceManager',
    async run(call, doors) {
      const { req, res } = call;
      authorise(call.actor, 'create', installation(`resource group ${call.params.resourceGroup}`));
      const { dropped } = known(await readArmBody(req, res), ['name', 'id', 'type', 'properties']);
      const answer = await shown(call, doors);
      warn(
        res,
        dropped.map((field) => ({ path: field, message: 'not kept, groups are implied by their workspaces' })),
      );
      return answer;
    },
  }),
  armOperation({
    name: 'ResourceGroups_Delete',
    method: 'delete',
    path,
    versions: 'resourceManager',
    async run(call, doors) {
      const { actor } = call;
      const { subscription, resourceGroup } = parse(params, call.params);
      authorise(actor, 'delete', installation(`resource group ${resourceGroup}`));
      const at = doors.clock.now();
      const found = await workspacesOf(doors, { actor, subscription, resourceGroup }, at);
      await Promise.all(found.map(({ uid }) => doors.execute('workspace.delete', { uid }, actor)));
      return found.length === 0 ? new ArmReply(200) : polled(call, { group: resourceGroup, at });
    },
  }),
  armOperation({
    name: 'ResourceGroups_DeletionStatus',
    method: 'get',
    path: '/subscriptions/:subscription/operationresults/:operation',
    versions: 'resourceManager',
    async run(call, doors) {
      const { actor } = call;
      authorise(actor, 'read', everywhereInScope(actor, 'resource groups'));
      const { group: resourceGroup, at } = readToken(call.params.operation ?? '');
      const subscription = parse(subscriptionName, call.params.subscription);
      const left = await workspacesOf(doors, { actor, subscription, resourceGroup }, at);
      return left.length === 0 ? new ArmReply(200) : polled(call, { group: resourceGroup, at });
    },
  }),
];
