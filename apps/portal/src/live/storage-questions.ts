/** What pages ask about where data lies: storage accounts, file servers, directories of jobs, the server's disk. */
import { type UseQueryResult, useQuery } from '@tanstack/react-query';
import type { JobDirectory } from '@trainyard/contracts/api/trees';
import type { CodeLimits } from '@trainyard/contracts/code-limits';
import type { FileServer } from '@trainyard/contracts/file-server';
import type { DiskUse } from '@trainyard/contracts/retention';
import type { StorageAccount } from '@trainyard/contracts/storage-account';
import { everyItem } from '@trainyard/sdk/pages';
import { client } from './client.ts';
import { type JobAddress, keys } from './keys.ts';

/** Accounts are of the installation, whose events not everybody is told: the list is asked for anew where it is shown. */
export const useStorageAccounts = (): UseQueryResult<StorageAccount[]> =>
  useQuery({
    queryKey: keys.storageAccounts(),
    queryFn: () => everyItem(client, 'listStorageAccounts', {}),
    staleTime: 5_000,
  });

export const useFileServers = (workspace: string): UseQueryResult<FileServer[]> =>
  useQuery({
    queryKey: keys.fileServers(workspace),
    queryFn: () => everyItem(client, 'listFileServers', { params: { workspace } }),
  });

/** What a job's directories are and where they lie. */
export const useJobDirectories = ({ workspace, experiment, name }: JobAddress): UseQueryResult<JobDirectory[]> =>
  useQuery({
    queryKey: [...keys.jobTrees({ workspace, experiment, name }), 'directories'],
    queryFn: async () => (await client.call('listJobDirectories', { params: { workspace, experiment, name } })).items,
  });

/** How much of the server's disk a workspace takes; the server counts every few minutes. */
export const useDiskUse = (workspace: string): UseQueryResult<DiskUse> =>
  useQuery({
    queryKey: keys.diskUse(workspace),
    queryFn: () => client.call('getDiskUse', { params: { workspace } }),
    staleTime: 60_000,
    refetchInterval: 5 * 60_000,
  });

/** How much a job may ship with it. */
export const useCodeLimits = (): UseQueryResult<CodeLimits> =>
  useQuery({ queryKey: keys.codeLimits(), queryFn: () => client.call('getCodeLimits', {}) });
