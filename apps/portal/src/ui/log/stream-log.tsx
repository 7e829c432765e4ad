import { useTranslation } from 'react-i18next';
import { EmptyState } from '../empty-state.tsx';
import type { StreamSpec } from './log-source.ts';
import { LogView } from './log-view.tsx';

interface StreamLogProps {
  streams: readonly StreamSpec[];
  /** File name without ending. */
  downloadName: string;
  /** The pane's title; "Log" when absent. */
  title?: string;
}

/** The log of any streams, with nothing to choose: a node's set-up, for example. Fills the height of its parent. */
export function StreamLog({ streams, downloadName, title }: StreamLogProps) {
  const { t } = useTranslation('ui');
  const name = title ?? t('log.title');
  const empty = <EmptyState title={t('log.emptyTitle')} text={t('log.emptyText')} />;
  return <LogView title={name} name={name} streams={streams} downloadName={downloadName} empty={empty} />;
}
