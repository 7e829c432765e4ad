import type { Job } from '@trainyard/contracts/job';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useProgress } from '../../../live/progress.ts';
import { Bar } from '../../../ui/bar.tsx';
import { useFormat } from '../../../ui/use-format.ts';
import { ShardsBar } from '../shards/shards-bar.tsx';
import css from './progress-cell.module.css';

/** How far a job is: its shards, or what its log tells. Its log is read only while the row is seen: a list of a thousand follows a screenful. */
export function ProgressCell({ job }: { job: Job }) {
  if (job.shards !== null) return <Shards shards={job.shards} />;
  return <OfLog job={job} />;
}

function Shards({ shards }: { shards: NonNullable<Job['shards']> }) {
  const { t } = useTranslation('jobs');
  const format = useFormat();
  const ratio = { done: format.count(shards.succeeded), total: format.count(shards.count) };
  return (
    <span className={css.cell}>
      <ShardsBar shards={shards} />
      <span className={css.ratio}>{t('shards.ratio', ratio)}</span>
    </span>
  );
}

function OfLog({ job }: { job: Job }) {
  const cell = useRef<HTMLSpanElement>(null);
  const [seen, setSeen] = useState(false);
  const reads = job.executionState === 'running' && job.attempt > 0;
  useEffect(() => {
    if (!reads || cell.current === null) return;
    const watch = new IntersectionObserver((entries) => setSeen(entries.at(-1)?.isIntersecting === true));
    watch.observe(cell.current);
    return () => watch.disconnect();
  }, [reads]);
  return (
    <span ref={cell} className={css.cell}>
      {reads && seen && <LiveProgress job={job} />}
    </span>
  );
}

function LiveProgress({ job }: { job: Job }) {
  const { t } = useTranslation(['jobs', 'ui']);
  const format = useFormat();
  const { percent = null, step = null } = useProgress(job) ?? {};
  if (percent === null) {
    const told = step === null ? t('ui:na') : t('jobs:page.readouts.stepOnly', { step: format.count(step) });
    return <span className={css.none}>{told}</span>;
  }
  return (
    <>
      <Bar
        thin
        parts={[{ look: 'running', percent }]}
        progress={{ label: t('jobs:list.progress'), now: Math.floor(percent), most: 100 }}
      />
      {/* Never rounded up: 100 % is when it is through. */}
      <span className={css.value}>{format.percent(Math.floor(percent))}</span>
    </>
  );
}
