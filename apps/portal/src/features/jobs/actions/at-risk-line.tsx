import type { Job } from '@trainyard/contracts/job';
import { useTranslation } from 'react-i18next';
import { useNow } from '../../../live/connection.ts';
import { useArtifacts, useAttempts } from '../../../live/questions.ts';
import { useFormat } from '../../../ui/use-format.ts';
import { atRisk } from '../at-risk.ts';
import { artifactsOf, attemptsOf } from '../job-facts.ts';

/** What of its work is lost if it is stopped now; nothing while that is not known. */
export function AtRiskLine({ job }: { job: Job }) {
  const { t } = useTranslation('jobs');
  const format = useFormat();
  const now = useNow();
  const { data: attempts } = useAttempts(job);
  const { data: files } = useArtifacts(job);
  if (attempts === undefined || files === undefined) return null;
  const risk = atRisk(attemptsOf(job, attempts).at(-1), artifactsOf(job, files), now);
  if (risk === null) return null;
  const time = format.duration(Math.floor(risk.ms / 1_000) * 1_000);
  return (
    <p>
      <b>
        {risk.checkpointAt === null
          ? t('actions.risk.all', { time })
          : t('actions.risk.since', { time, at: format.clock(risk.checkpointAt) })}
      </b>
    </p>
  );
}
