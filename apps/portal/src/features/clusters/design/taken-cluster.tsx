import { useTranslation } from 'react-i18next';
import { TakenNotice } from '../../batch-ai/taken-notice.tsx';
import type { TakenCluster } from './take-file.ts';

/** What became of a cluster file, above the form that it filled in. */
export function Taken({ taken, onClose }: { taken: TakenCluster | 'unreadable'; onClose: () => void }) {
  const { t } = useTranslation('batch-ai');
  if (taken === 'unreadable') return <TakenNotice refused={t('unreadable')} warnings={[]} onClose={onClose} />;
  const fields = taken.kept.join(', ');
  return (
    <TakenNotice warnings={taken.warnings} notes={fields === '' ? [] : [t('kept', { fields })]} onClose={onClose} />
  );
}
