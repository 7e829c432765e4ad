import { useTranslation } from 'react-i18next';
import { useFamilies } from '../../live/job-window.ts';
import { CutText } from '../../ui/cut-text.tsx';
import { useSayFailure } from '../jobs/list/use-say-failure.ts';

/** How often jobs failed of the same thing in a week, and what cured it last, in one line. */
export function FailureFamilyLine({ workspace, family: id }: { workspace: string; family: string }) {
  const { t } = useTranslation('jobs');
  const say = useSayFailure();
  const family = useFamilies(workspace).data?.find((one) => one.id === id);
  if (!family) return null;
  const cure = family.cure && t('family.cured', { how: say.cure(family.cure) });
  return <CutText text={[say.times(family), cure].filter(Boolean).join('; ')} />;
}
