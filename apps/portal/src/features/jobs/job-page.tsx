import { Tab, Tabs } from '@mui/material';
import { Suspense, useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import { addresses } from '../../app/addresses.ts';
import { useCrumbs } from '../../app/shell/crumbs.tsx';
import { isNotFound } from '../../live/client.ts';
import type { FirstAsk } from '../../live/first-answers.ts';
import { attemptsQuestion, jobQuestion, logsQuestion, useAttempts, useJob } from '../../live/questions.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { ErrorState } from '../../ui/error-state.tsx';
import { LinkButton } from '../../ui/link-button.tsx';
import { PanelBoundary } from '../../ui/panel-boundary.tsx';
import { attemptsOf } from './job-facts.ts';
import css from './job-page.module.css';
import type { PanelProps } from './panels/panel.ts';
import { type Area, panels, topLoaded } from './panels/registry.ts';
import { tabs, useShard, useTab } from './panels/tab.ts';
import { ShardLine } from './shards/shard-line.tsx';
import { useStateWords } from './state-words.ts';

/** What the page is drawn with, once. */
export const ready = topLoaded;

export const ask: FirstAsk = (queries, { workspace = '', experiment = '', name = '' }) => {
  const of = { workspace, experiment, name };
  return [jobQuestion(of), attemptsQuestion(of), logsQuestion(of)].map((one) => queries.prefetchQuery<unknown>(one));
};

/** One job: what it does now, what it did, what it left. */
export function Page() {
  const { t } = useTranslation('jobs');
  const { workspace = '', experiment = '', name = '' } = useParams();
  const of = useMemo(() => ({ workspace, experiment, name }), [workspace, experiment, name]);
  const jobs = jobsAddress(workspace, experiment);
  const { data: job, error, refetch } = useJob(of);
  const shard = useShard();
  const { data: attempts, isFetched, failureCount } = useAttempts(of, shard);
  const own = useMemo(() => (job === undefined ? [] : attemptsOf(job, attempts ?? [])), [job, attempts]);
  useCrumbs({ label: t('page.jobs'), to: addresses.jobs(workspace) }, { label: experiment, to: jobs }, { label: name });
  // Both are asked for at once and come together: half a page that is then pushed about helps nobody.
  // Once there was an answer, even a failed one, the page stays: asking again must not take it away.
  const half = !isFetched && failureCount === 0 && shard === undefined;
  if (job !== undefined && !half) {
    // A job of the same name that was submitted later is another job: nothing of the old one stays, not even what is open.
    return <JobView key={job.uid} job={job} attempts={own} gone={isNotFound(error)} />;
  }
  if (isNotFound(error)) {
    return (
      <EmptyState
        whole
        title={t('page.notFound.title', { name })}
        text={t('page.notFound.text', { experiment })}
        action={<LinkButton to={jobs}>{t('page.notFound.jobs')}</LinkButton>}
      />
    );
  }
  if (error !== null) return <ErrorState error={error} onRetry={refetch} />;
  return <div className={css.bones} role="status" aria-label={t('page.loading')} />;
}

const jobsAddress = (workspace: string, experiment: string): string =>
  addresses.jobs(workspace, `?experiment=${encodeURIComponent(experiment)}`);

interface JobViewProps extends PanelProps {
  /** True once the server no longer has it: what is shown is its last state. */
  gone: boolean;
}

function JobView({ job: held, attempts, gone }: JobViewProps) {
  const { t } = useTranslation('jobs');
  const { tab } = useTab();
  // The server tells of jobs that are being deleted only: of one that is gone it tells nothing.
  const job = useMemo(() => (gone ? { ...held, provisioningState: 'deleted' } : held), [held, gone]);
  const words = useStateWords();
  const state = words(job, attempts);
  useTitle(job.name, words(job, []));
  const props = { job, attempts };
  return (
    <article className={css.page} data-tab={tab}>
      <Announcer name={job.name} state={state} />
      {gone && <Deleted job={job} />}
      <Panels area="top" {...props} />
      <ShardLine job={job} />
      <TabBar />
      <div className={`${css.body} ${css[tab]}`} role="tabpanel" aria-label={t(`page.tabs.${tab}`)}>
        {tab === 'live' ? (
          <>
            <div className={css.main}>
              <Panels area="live" {...props} />
            </div>
            <div className={css.side}>
              <Panels area="live-side" {...props} />
            </div>
          </>
        ) : (
          <Panels area={tab} {...props} />
        )}
      </div>
    </article>
  );
}

/** The panels of an area; what fails in one leaves the others. */
function Panels({ area, ...props }: PanelProps & { area: Area }) {
  return panels
    .filter((panel) => panel.area === area && (panel.isOf?.(props) ?? true))
    .map(({ id, Component, Bones, grows = false }) => (
      <div key={id} className={`${css.slot} ${grows ? css.grows : ''}`} data-panel={id}>
        <PanelBoundary>
          <Suspense fallback={Bones && <Bones {...props} />}>
            <Component {...props} />
          </Suspense>
        </PanelBoundary>
      </div>
    ));
}

function TabBar() {
  const { t } = useTranslation('jobs');
  const { tab, searchOf } = useTab();
  return (
    <Tabs
      className={css.tabs}
      value={tab}
      variant="scrollable"
      scrollButtons={false}
      aria-label={t('page.tabs.label')}
      selectionFollowsFocus={false}
    >
      {tabs.map((one) => (
        <Tab key={one} value={one} label={t(`page.tabs.${one}`)} component={Link} to={searchOf(one)} replace />
      ))}
    </Tabs>
  );
}

function Deleted({ job }: Pick<PanelProps, 'job'>) {
  const { t } = useTranslation('jobs');
  return (
    <div className={css.deleted}>
      <EmptyState
        title={t('page.deleted.title', { name: job.name })}
        text={t('page.deleted.text')}
        action={<LinkButton to={jobsAddress(job.workspace, job.experiment)}>{t('page.notFound.jobs')}</LinkButton>}
      />
    </div>
  );
}

/** Says changes of state to those who do not see them; nothing when the page opens. */
function Announcer({ name, state }: { name: string; state: string }) {
  const { t } = useTranslation('jobs');
  const said = useRef(state);
  const [text, setText] = useState('');
  useEffect(() => {
    if (said.current === state) return;
    said.current = state;
    setText(t('page.said', { name, state }));
  }, [state, name, t]);
  return (
    <p className="visually-hidden" aria-live="polite">
      {text}
    </p>
  );
}

/** The state in the window's title, so that a tab in the background tells it. */
function useTitle(name: string, state: string): void {
  const { t } = useTranslation(['jobs', 'app']);
  useEffect(() => {
    document.title = `${t('jobs:page.title', { state, name })} · ${t('app:product')}`;
  }, [t, name, state]);
}
