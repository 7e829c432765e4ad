import type { Job } from '@trainyard/contracts/job';
import { useTranslation } from 'react-i18next';
import { useVitals } from '../../../live/vitals.ts';
import { CutText } from '../../../ui/cut-text.tsx';
import { useTexts } from '../../../ui/use-texts.ts';
import { useFamilyOf } from './families-context.ts';
import css from './standing.module.css';
import { useSayFailure } from './use-say-failure.ts';

/** What stands out about a job, in its own words; nothing about one that is as it should be. */
export function useStanding(job: Job): { text: string; look: string | undefined } {
  const { t } = useTranslation('jobs');
  const { sayReason } = useTexts();
  const vitals = useVitals(job);
  const failed = useFailed(job);
  if (job.provisioningState === 'deleting') return { text: t('list.deleting'), look: css.terminating };
  if (job.executionState === 'failed') return { text: failed, look: css.failed };
  const said = job.reasons.map(sayReason);
  if (said.length > 0) return { text: said.join('; '), look: css[job.executionState] };
  if (job.executionState !== 'running') return { text: '', look: undefined };
  if (vitals?.finding) return { text: sayReason(vitals.finding.says), look: css.finding };
  const { shards, phase } = job;
  if (shards && shards.failed + shards.retrying > 0) {
    const { failed: lost, retrying } = shards;
    return { text: t('list.oddShards', { failed: lost, retrying }), look: css.finding };
  }
  const starting = phase === 'allocating' || phase === 'starting';
  return { text: starting ? t(`list.phase.${phase}`) : '', look: undefined };
}

/** Why it failed, how often others did so, and what cured them. */
function useFailed(job: Job): string {
  const { t } = useTranslation('jobs');
  const { sayReason } = useTexts();
  const say = useSayFailure();
  const family = useFamilyOf(job.failure?.family);
  const { errors, exitCode } = job.executionInfo;
  const exit = exitCode === undefined ? undefined : t('list.exit', { code: exitCode });
  if (!job.failure) {
    const said = job.reasons.map(sayReason);
    return [...(said.length > 0 ? said : [errors?.[0]?.message]), exit].filter((part) => part !== undefined).join('; ');
  }
  const { suspect = null, count = 1, cure = null } = family ?? {};
  const parts = [say.title(job.failure)];
  if (family && (count > 1 || suspect !== null)) parts.push(say.times(family));
  if (cure !== null) parts.push(t('family.cured', { how: say.cure(cure) }));
  return parts.join('; ');
}

/** The cell that says it, with the whole text as its tip. */
export function Standing({ job }: { job: Job }) {
  const { text, look } = useStanding(job);
  return <CutText text={text} className={look} />;
}
