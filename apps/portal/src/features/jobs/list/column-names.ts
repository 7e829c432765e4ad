import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';

export interface ListColumn {
  id: string;
  head: string;
  optional?: boolean;
}

const ids = [
  'name',
  'experiment',
  'cluster',
  'size',
  'progress',
  'rate',
  'ends',
  'standing',
  'gpuHour',
  'time',
  'attempts',
  'owner',
] as const;

/** Columns of the list as its menu names them. */
export function useColumnNames(): ListColumn[] {
  const { t } = useTranslation('jobs');
  return useMemo(
    () =>
      ids.map((id) => ({
        id,
        head: t(id === 'name' ? 'list.job' : `list.${id}`),
        ...(id === 'name' && { optional: false }),
      })),
    [t],
  );
}
