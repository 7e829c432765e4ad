import { useTranslation } from 'react-i18next';
import { TakenNotice } from '../../../batch-ai/taken-notice.tsx';
import type { TakenFile } from './take-file.ts';

/** What became of a job file, beside the text that it became. */
export function TakenJob({ taken, onClose }: { taken: TakenFile; onClose: () => void }) {
  const { t } = useTranslation('batch-ai');
  const { missingCluster: name, warnings } = taken;
  const notes = name === undefined ? [] : [name === '' ? t('noCluster') : t('clusterGone', { name })];
  return <TakenNotice warnings={warnings} notes={notes} onClose={onClose} />;
}
