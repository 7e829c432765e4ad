import type { Attempt } from '@trainyard/contracts/attempt';
import { parseDuration } from '@trainyard/contracts/durations';
import type { Text } from '@trainyard/contracts/texts';
import { Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { addresses } from '../../../app/addresses.ts';
import { useExplanation } from '../../../live/standing-questions.ts';
import { useVitals } from '../../../live/vitals.ts';
import { Glyph } from '../../../ui/glyph.tsx';
import { later } from '../../../ui/later.ts';
import { LinkButton } from '../../../ui/link-button.tsx';
import { RefusableButton } from '../../../ui/refusable-button.tsx';
import { sentence } from '../../../ui/sentence.ts';
import { useFormat } from '../../../ui/use-format.ts';
import { useTexts } from '../../../ui/use-texts.ts';
import { useChangeWaiting } from '../actions/use-change-waiting.ts';
import { type Finding, findingOf, type Lever } from '../finding.ts';
import css from './finding-panel.module.css';
import { firstKind } from './log-streams.ts';
import type { PanelProps } from './panel.ts';
import { blamedRank } from './ranks.ts';
import { useLogSearch, useTab } from './tab.ts';

const LiveFinding = later('LiveFinding', () => import('./live-finding.tsx'));

/** Why the job waits, what stands out while it runs, how it ended, and where to go to change that. Nothing while all is well. */
export function FindingPanel({ job, attempts }: PanelProps) {
  const { t } = useTranslation('jobs');
  const { data: explained } = useExplanation(job);
  // What the scheduler answers names each constraint that is short; what stands with the job is its short form.
  const reasons = explained?.waiting && explained.reasons.length > 0 ? explained.reasons : job.reasons;
  const finding = findingOf(job.executionState === 'queued' ? { ...job, reasons } : job, attempts);
  const { tab, searchOf } = useTab();
  const vitals = useVitals(job);
  if (finding === null) {
    if (!vitals?.finding) return null;
    return (
      <Suspense>
        <LiveFinding job={job} attempts={attempts} finding={vitals.finding} />
      </Suspense>
    );
  }
  const failed = finding.kind === 'failed';
  return (
    <section className={`${css.finding} ${css[finding.kind]}`} aria-label={t('page.finding.label')}>
      <Glyph state={failed ? 'failed' : finding.kind === 'waits' ? 'queued' : 'warning'} size={14} named={false} />
      <p className={css.words}>
        <Words finding={finding} job={job} />
      </p>
      <div className={css.ways}>
        {finding.kind === 'waits' && finding.lever && <LeverLink lever={finding.lever} job={job} />}
        {failed && attempts.length > 0 && tab !== 'attempts' && (
          <LinkButton to={searchOf('attempts')}>{t('page.finding.attempts')}</LinkButton>
        )}
        {failed && <LogLink attempt={attempts.at(-1)} />}
      </div>
    </section>
  );
}

/** Where the first failure is written: the log of the rank that failed, or of the preparation. */
function LogLink({ attempt }: { attempt: Attempt | undefined }) {
  const { t } = useTranslation('jobs');
  const search = useLogSearch();
  if (attempt === undefined) return null;
  const kind = firstKind(attempt);
  if (kind === 'preparation') {
    return <LinkButton to={search({ kind })}>{t('page.finding.preparationLog')}</LinkButton>;
  }
  const rank = blamedRank(attempt);
  if (rank === undefined || attempt.tasks.flatMap(({ processes }) => processes).length < 2) return null;
  return <LinkButton to={search({ kind, rank })}>{t('page.finding.logOf', { rank })}</LinkButton>;
}

function Words({ finding, job }: { finding: Finding; job: PanelProps['job'] }) {
  const { t } = useTranslation('jobs');
  const { sayReason } = useTexts();
  const format = useFormat();
  const grace = parseDuration(String(job.grace ?? ''));
  const title = <b>{sentence(t(`page.finding.${finding.kind}`))}</b>;
  switch (finding.kind) {
    case 'waits': {
      const why = finding.reasons.map((text) => sentence(sayReason(text))).join(' ');
      const help = finding.help === null ? '' : t(`page.finding.help.${finding.help}`);
      return (
        <>
          <b>{why === '' ? t('page.finding.noReason') : why}</b> {help}
        </>
      );
    }
    case 'restarts':
      return (
        <>
          <b>
            {finding.reasons.map((text) => sentence(sayReason(withCause(text, finding.cause, sayReason)))).join(' ')}
          </b>{' '}
          {t('page.finding.restartsText')}
        </>
      );
    case 'failed': {
      const why = [...finding.reasons.map((text) => sayReason(text)), ...finding.errors].map(sentence).join(' ');
      const code = finding.exitCode === null ? '' : t('page.finding.exitCode', { code: String(finding.exitCode) });
      return (
        <>
          {why === '' ? title : <b>{why}</b>} {finding.reasons.length > 0 ? '' : `${code} `}
          {finding.exit !== null &&
            t(`page.exit.${finding.exit.kind}`, { signal: 'signal' in finding.exit ? finding.exit.signal : '' })}
        </>
      );
    }
    case 'terminated':
      return <b>{finding.reasons.map((text) => sentence(sayReason(text))).join(' ')}</b>;
    case 'terminating':
      return (
        <>
          {title} {finding.reasons.map((text) => sentence(sayReason(text))).join(' ')}{' '}
          {grace !== undefined && t('page.finding.terminatingText', { grace: format.duration(grace) })}
        </>
      );
    case 'deleting':
      return (
        <>
          {title} {t('page.finding.deletingText')}
        </>
      );
  }
}

/** The stored words of the cause, said again in the reader's language. */
function withCause(text: Text, cause: Text | null, say: (text: Text) => string): Text {
  return cause === null ? text : { ...text, params: { ...text.params, why: say(cause) } };
}

function LeverLink({ lever, job }: { lever: Lever; job: PanelProps['job'] }) {
  const { t } = useTranslation('jobs');
  if (lever.kind === 'release') return <ReleaseButton job={job} />;
  const { cluster } = lever;
  if (lever.kind === 'queue') {
    const search = `?cluster=${encodeURIComponent(cluster)}&state=queued,running`;
    return <LinkButton to={addresses.jobs(job.workspace, search)}>{t('page.finding.queue')}</LinkButton>;
  }
  return (
    <LinkButton to={addresses.cluster(job.workspace, cluster)}>
      {t(`page.finding.${lever.kind}`, { cluster })}
    </LinkButton>
  );
}

/** Stands at the finding: a held job may be let go. */
function ReleaseButton({ job }: Pick<PanelProps, 'job'>) {
  const { t } = useTranslation('jobs');
  const { change, refusalOf, busy } = useChangeWaiting();
  return (
    <RefusableButton
      refused={refusalOf(job)}
      onClick={busy ? undefined : () => void change(job, { held: false })}
      variant="contained"
    >
      {t('waiting.verb.release')}
    </RefusableButton>
  );
}
