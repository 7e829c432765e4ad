import type { StorageBacking } from '@trainyard/contracts/storage-account';
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import css from '../data.module.css';

/** A place that could be pasted into a shell, or words for one. */
export type Place = { at: string } | { words: string };

/** Where an account's files lie, in a word and a place. */
export function useBackingWords(): (backing: StorageBacking) => { kind: string; place: Place } {
  const { t } = useTranslation(['data']);
  return useCallback(
    (backing) => {
      const kind = t(`data:backing.${backing.kind}`);
      const at = placeOf(backing);
      if (at !== undefined) return { kind, place: { at } };
      return { kind, place: { words: backing.kind === 'local' ? t('data:account.keptByServer') : '' } };
    },
    [t],
  );
}

function placeOf(backing: StorageBacking): string | undefined {
  switch (backing.kind) {
    case 'local':
      return backing.directory;
    case 'azure':
      return backing.blobEndpoint ?? backing.fileHost;
    case 's3':
      return backing.endpoint ?? backing.region;
    case 'sftp':
      return `${backing.user}@${backing.host}:${backing.directory}`;
  }
}

export function Place({ place }: { place: Place }) {
  if ('words' in place) return <span className={css.quiet}>{place.words}</span>;
  return <code className={css.place}>{place.at}</code>;
}
