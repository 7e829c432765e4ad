import { useMemo } from 'react';
import { useFileServers, useStorageAccounts } from '../../live/storage-questions.ts';
import type { VolumeChoices } from './volumes-editor.tsx';

/** Storage accounts and file servers that a volume of the workspace may name. */
export function useVolumeChoices(workspace: string): VolumeChoices {
  const accounts = useStorageAccounts().data;
  const servers = useFileServers(workspace).data;
  return useMemo(
    () => ({ accounts: accounts?.map(({ name }) => name) ?? [], servers: servers?.map(({ name }) => name) ?? [] }),
    [accounts, servers],
  );
}
