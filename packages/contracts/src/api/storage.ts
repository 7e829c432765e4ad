import * as z from 'zod';
import { accountName, storageAccount, storageAccountCreate } from '../storage-account.ts';
import { inWorkspace, type Operation, page, pageQuery } from './operation.ts';

const byName = z.strictObject({ name: accountName });

/** What lies behind the names of storage accounts, for the whole installation. */
export const storageApi = {
  createStorageAccount: {
    method: 'POST',
    path: '/storage-accounts',
    verb: 'administer',
    summary: 'Say what lies behind the name of a storage account',
    body: storageAccountCreate,
    output: storageAccount,
  },
  updateStorageAccount: {
    method: 'PUT',
    path: '/storage-accounts/:name',
    verb: 'administer',
    summary: 'Replace what lies behind a storage account; credentials that are not given stay',
    params: byName,
    body: storageAccountCreate.omit({ name: true }),
    output: storageAccount,
  },
  listStorageAccounts: {
    method: 'GET',
    path: '/storage-accounts',
    verb: 'read',
    summary: 'List storage accounts',
    query: pageQuery,
    output: page(storageAccount),
  },
  getStorageAccount: {
    method: 'GET',
    path: '/storage-accounts/:name',
    verb: 'read',
    summary: 'Show a storage account',
    params: byName,
    output: storageAccount,
  },
  deleteStorageAccount: {
    method: 'DELETE',
    path: '/storage-accounts/:name',
    verb: 'administer',
    summary: 'Forget a storage account; its files stay. Refused while a cluster or living job mounts it',
    params: byName,
    output: 'none',
  },
  /** `--use-auto-storage` of Batch AI: a local account of the workspace with the share and the container that it made. */
  ensureAutoStorage: {
    method: 'POST',
    path: '/workspaces/:workspace/auto-storage',
    verb: 'create',
    summary: 'Make the local storage account of a workspace, or answer it',
    params: inWorkspace,
    output: z.object({ account: storageAccount, share: z.string(), container: z.string() }),
  },
} as const satisfies Record<string, Operation>;
