import type { StorageBacking } from '@trainyard/contracts/storage-account';
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';

/** Where an account's files lie, in a word and a place. */
export function useBackingWords(): (backing: StorageBacking) => { kind: string; place: string } {
  const { t } = useTranslation(['data']);
  return useCallback(
    (backing) => {
      const kind = t(`data:backing.${backing.kind}`);
      switch (backing.kind) {
        case 'local':
          return { kind, place: backing.directory ?? t('data:account.keptByServer') };
        case 'azure':
          return { kind, place: backing.blobEndpoint ?? backing.fileHost ?? t('data:account.azureItself') };
        case 's3':
          return { kind, place: backing.endpoint ?? backing.region };
        case 'sftp':
          return { kind, place: `${backing.user}@${backing.host}:${backing.directory}` };
      }
    },
    [t],
  );
}
