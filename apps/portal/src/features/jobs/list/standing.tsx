import type { Job } from '@trainyard/contracts/job';
import { useTranslation } from 'react-i18next';
import { CutText } from '../../../ui/cut-text.tsx';
import { useTexts } from '../../../ui/use-texts.ts';
import { useSayForecast } from '../waiting/use-say-when.ts';
import css from './standing.module.css';

/** What stands out about a job, in its own words; nothing about one that is as it should be. */
export function useStanding(job: Job): string {
  const { t } = useTranslation('jobs');
  const { sayReason } = useTexts();
  const sayForecast = useSayForecast();
  const { errors, exitCode } = job.executionInfo;
  if (job.provisioningState === 'deleting') return t('list.deleting');
  const said = job.reasons.map(sayReason);
  const starts = job.executionState === 'queued' && job.forecast !== null ? [sayForecast(job.forecast)] : [];
  if (said.length + starts.length > 0) return [...starts, ...said].join('; ');
  if (job.executionState === 'failed') {
    const first = errors?.[0];
    const exit = exitCode === undefined ? undefined : t('list.exit', { code: exitCode });
    return [first?.message, exit].filter((part) => part !== undefined).join('; ');
  }
  const { phase } = job;
  const starting = job.executionState === 'running' && (phase === 'allocating' || phase === 'starting');
  return starting ? t(`list.phase.${phase}`) : '';
}

/** The cell that says it, with the whole text as its tip. */
export function Standing({ job }: { job: Job }) {
  const text = useStanding(job);
  return <CutText text={text} className={css[job.executionState]} />;
}
