import { ShieldCheck } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useNow } from '../../../live/connection.ts';
import { useArtifacts } from '../../../live/questions.ts';
import { Readout } from '../../../ui/readouts.tsx';
import { useFormat } from '../../../ui/use-format.ts';
import { atRisk } from '../at-risk.ts';
import { artifactsOf, lastAttempt } from '../job-facts.ts';
import type { PanelProps } from './panel.ts';
import css from './progress-readouts.module.css';

/** What would be lost if it were stopped now. */
export function SafeReadout({ job, attempts }: PanelProps) {
  const { t } = useTranslation(['jobs', 'ui']);
  const format = useFormat();
  const now = useNow();
  const { data } = useArtifacts(job);
  const label = t('jobs:page.readouts.safe');
  const risk = data === undefined ? null : atRisk(lastAttempt(attempts), artifactsOf(job, data), now);
  if (risk === null) return <Readout label={label} value={t('ui:na')} />;
  const { ms, checkpointAt, every, safe } = risk;
  const time = format.duration(Math.floor(ms / 1_000) * 1_000);
  const next = every === null ? null : every - ms;
  const note =
    checkpointAt === null
      ? t('jobs:page.readouts.noCheckpoint')
      : next !== null && next > 0
        ? t('jobs:page.readouts.nextCheckpoint', { left: format.duration(Math.ceil(next / 1_000) * 1_000) })
        : t('jobs:page.readouts.checkpointAt', { at: format.clock(checkpointAt) });
  return (
    <Readout
      label={label}
      value={
        <>
          {safe && (
            <ShieldCheck
              size={16}
              strokeWidth={1.8}
              className={css.safe}
              aria-label={t('jobs:page.readouts.safeNow')}
            />
          )}
          {time}
        </>
      }
      unit={t(checkpointAt === null ? 'jobs:page.readouts.sinceStart' : 'jobs:page.readouts.sinceCheckpoint')}
    >
      {note}
    </Readout>
  );
}
