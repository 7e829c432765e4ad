import type { Attempt } from '@trainyard/contracts/attempt';
import type { Job } from '@trainyard/contracts/job';
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import { isGlyphState } from '../../ui/glyph.tsx';

/** The state of a job in a few words: "running, attempt 2"; what an attempt does before it runs is said too. */
export function useStateWords(): (job: Job, attempts: readonly Attempt[]) => string {
  const { t } = useTranslation(['jobs', 'ui']);
  return useCallback(
    (job, attempts) => {
      const { executionState } = job;
      const state = isGlyphState(executionState) ? t(`ui:state.${executionState}`) : executionState;
      if (job.provisioningState === 'deleted') return t('jobs:page.state.deleted');
      if (job.provisioningState === 'deleting') return t('jobs:page.state.deleting', { state });
      const last = attempts.at(-1);
      if (last === undefined) return state;
      const under = executionState === 'running' && last.phase !== 'running' && last.phase !== 'ended';
      const attempt = String(last.number);
      return under
        ? t('jobs:page.state.phase', { state, attempt, phase: t(`jobs:page.phase.${last.phase}`) })
        : t('jobs:page.state.of', { state, attempt });
    },
    [t],
  );
}
