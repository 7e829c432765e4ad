import type { Actor } from '@trainyard/contracts/actors';
import { Fault } from '@trainyard/contracts/errors';
import type { StorageAccount } from '@trainyard/contracts/storage-account';
import { formatTime } from '@trainyard/contracts/times';
import { nameKey } from '@trainyard/contracts/workspace-key';
import type { StorageAccountView } from '@trainyard/db/readers/storage';
import { canOf, everywhereInScope, type Found, installation } from '../../access/authorise.ts';
import type { Doors } from '../../doors.ts';
import { workspaceBy } from '../load.ts';
import { pageInput, pageOut } from '../pages/page.ts';
import { route } from '../route.ts';
import { checkedBacking } from './check-directory.ts';

export function presentStorageAccount({ row, workspaces }: StorageAccountView, actor: Actor): StorageAccount {
  const object = { kind: 'storage account', name: row.name, workspaceUid: null };
  return {
    uid: row.uid,
    name: row.name,
    backing: row.backing,
    credentials: row.credentials,
    workspaces,
    creationTime: formatTime(row.createdAt),
    createdBy: row.createdBy,
    revision: row.revision,
    can: canOf(actor, object, ['administer']),
  };
}

/** By name; one that is not open to the actor's scope is not there. */
export async function storageAccountBy(
  doors: Pick<Doors, 'read'>,
  actor: Actor,
  { name }: { name: string },
): Promise<Found<StorageAccountView>> {
  const view = await doors.read('storageAccount.find', { nameKey: nameKey(name), scope: actor.workspaceUid });
  if (!view) throw new Fault('StorageAccountNotFound', { name });
  const { object } = everywhereInScope(actor, `storage account ${view.row.name}`);
  return { value: view, object };
}

/** By identity, for what was said of it before. */
export async function storageAccountByUid(
  doors: Pick<Doors, 'read'>,
  actor: Actor,
  uid: string,
  missing: () => Fault,
): Promise<Found<StorageAccountView>> {
  const view = await doors.read('storageAccount.get', { uid, scope: actor.workspaceUid });
  if (!view) throw missing();
  const { object } = everywhereInScope(actor, `storage account ${view.row.name}`);
  return { value: view, object };
}

async function shown(doors: Doors, actor: Actor, uid: string): Promise<StorageAccount> {
  const view = await doors.read('storageAccount.get', { uid, scope: actor.workspaceUid });
  if (!view) throw new Fault('StorageAccountNotFound', { name: uid });
  return presentStorageAccount(view, actor);
}

export const storageRoutes = {
  createStorageAccount: route('createStorageAccount', {
    load: ({ body }) => installation(`storage account ${body.name}`),
    async run({ actor, body }, _, doors) {
      const backing = await checkedBacking(body.backing, doors.home);
      const { uid } = await doors.execute('storage.create', { ...body, backing }, actor);
      return shown(doors, actor, uid);
    },
  }),
  updateStorageAccount: route('updateStorageAccount', {
    load: ({ actor, params }, doors) => storageAccountBy(doors, actor, params),
    async run({ actor, body }, { row }, doors) {
      const backing = await checkedBacking(body.backing, doors.home);
      await doors.execute('storage.update', { uid: row.uid, body: { ...body, backing } }, actor);
      return shown(doors, actor, row.uid);
    },
  }),
  listStorageAccounts: route('listStorageAccounts', {
    load: ({ actor }) => everywhereInScope(actor, 'storage accounts'),
    async run({ actor, query }, _, doors) {
      const page = await doors.read('storageAccount.list', { ...pageInput(query), scope: actor.workspaceUid });
      return pageOut(page, (view) => presentStorageAccount(view, actor));
    },
  }),
  getStorageAccount: route('getStorageAccount', {
    load: ({ actor, params }, doors) => storageAccountBy(doors, actor, params),
    run: async ({ actor }, view) => presentStorageAccount(view, actor),
  }),
  deleteStorageAccount: route('deleteStorageAccount', {
    load: ({ actor, params }, doors) => storageAccountBy(doors, actor, params),
    async run({ actor }, { row }, doors) {
      await doors.execute('storage.delete', { uid: row.uid }, actor);
      return undefined;
    },
  }),
  ensureAutoStorage: route('ensureAutoStorage', {
    load: ({ actor, params }, doors) => workspaceBy(doors, actor, params.workspace),
    async run({ actor }, { uid: workspaceUid }, doors) {
      const { uid, share, container } = await doors.execute('storage.ensureAuto', { workspaceUid }, actor);
      return { account: await shown(doors, actor, uid), share, container };
    },
  }),
};
