import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { EmptyState } from '../../../ui/empty-state.tsx';
import { ErrorState } from '../../../ui/error-state.tsx';
import { useFormat } from '../../../ui/use-format.ts';
import { useWhole } from '../use-bytes.ts';
import type { PreviewProps } from './preview-pane.tsx';

interface WholeProps extends PreviewProps {
  most: number;
  children: (bytes: Uint8Array<ArrayBuffer>) => ReactNode;
}

/** A file that is taken whole before it is shown. */
export function Whole({ tree, path, stamp, most, children }: WholeProps) {
  const { t } = useTranslation(['files']);
  const format = useFormat();
  const { data, error, refetch } = useWhole(tree, path, most, stamp);
  if (data === undefined) return error === null ? null : <ErrorState error={error} onRetry={refetch} />;
  if (data === null)
    return <EmptyState title={t('files:tooLarge')} text={t('files:tooLargeText', { most: format.bytes(most) })} />;
  return children(data);
}
