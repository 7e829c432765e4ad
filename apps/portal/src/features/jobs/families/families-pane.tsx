import type { FailureFamily } from '@trainyard/contracts/failure';
import { useTranslation } from 'react-i18next';
import { useFamilies } from '../../../live/job-window.ts';
import { EmptyState } from '../../../ui/empty-state.tsx';
import { ErrorState } from '../../../ui/error-state.tsx';
import { RowBones } from '../list/bones.tsx';
import css from './families.module.css';
import { Family } from './family.tsx';

/** Failures that are one, the newest first: where they happen, what they say, and what cured them. */
export function FamiliesPane({ workspace }: { workspace: string }) {
  const { t } = useTranslation('jobs');
  const families = useFamilies(workspace);
  if (families.isPending) return <RowBones />;
  if (families.isError && families.data === undefined) {
    return <ErrorState error={families.error} onRetry={families.refetch} />;
  }
  const all: readonly FailureFamily[] = families.data ?? [];
  if (all.length === 0) return <EmptyState title={t('family.emptyTitle')} text={t('family.emptyText')} />;
  return (
    <div className={css.pane}>
      <p className={css.note}>{t('family.head')}</p>
      <ul className={css.families}>
        {all.map((family) => (
          <Family key={family.id} workspace={workspace} family={family} />
        ))}
      </ul>
    </div>
  );
}
