import type { Attempt } from '@trainyard/contracts/attempt';
import type { ReadCapsule } from '@trainyard/contracts/capsule';
import type { Job } from '@trainyard/contracts/job';
import { commandOf } from '@trainyard/contracts/submitted-body';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { placementOf } from '../features/jobs/job-facts.ts';
import { StateWord } from '../ui/glyph.tsx';
import { sentence } from '../ui/sentence.ts';
import { useFormat } from '../ui/use-format.ts';
import { useTexts } from '../ui/use-texts.ts';
import css from './page.module.css';

interface HeadProps {
  capsule: ReadCapsule;
  job: Job | undefined;
  attempts: readonly Attempt[];
}

/** What it is of: name, state and why, where it ran, what it ran, and when it was put together. */
export function HeadPane({ capsule: { manifest }, job, attempts }: HeadProps) {
  const { t } = useTranslation('capsule');
  const format = useFormat();
  const { sayReason } = useTexts();
  const last = attempts.at(-1);
  const nodes = last === undefined ? [] : placementOf(last).nodes.map(({ name }) => name);
  const command = job === undefined ? null : commandOf(job);
  const { workspace, experiment, name } = manifest.job;
  return (
    <header className={css.head}>
      <div className={css.row}>
        <h1>
          <bdi>{name}</bdi>
        </h1>
        {job !== undefined && <StateWord state={job.executionState} />}
        <ThemeButton />
      </div>
      {job !== undefined && job.reasons.length > 0 && (
        <p className={css.why}>{job.reasons.map((text) => sentence(sayReason(text))).join(' ')}</p>
      )}
      <p>
        <bdi>{`${workspace} / ${experiment}`}</bdi>
        {nodes.length > 0 &&
          `, ${nodes.slice(0, 4).join(', ')}${nodes.length > 4 ? ` +${format.count(nodes.length - 4)}` : ''}`}
      </p>
      {command !== null && <code className={css.command}>{command}</code>}
      <p className={css.quiet}>
        <span title={format.fully(manifest.at)}>{t('made', { at: format.instant(manifest.at), by: manifest.by })}</span>
        {manifest.going && `, ${t('going')}`}
        {'. '}
        {t('offline')}
      </p>
    </header>
  );
}

function ThemeButton() {
  const { t } = useTranslation('capsule');
  const [theme, setTheme] = useState(document.documentElement.dataset.theme);
  const other = theme === 'dark' ? 'light' : 'dark';
  return (
    <button
      type="button"
      className={css.end}
      onClick={() => {
        document.documentElement.dataset.theme = other;
        setTheme(other);
      }}
    >
      {t(`theme.${other}`)}
    </button>
  );
}
