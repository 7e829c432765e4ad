import { useQuery } from '@tanstack/react-query';
import type { Job } from '@trainyard/contracts/job';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useParams, useSearchParams } from 'react-router';
import { addresses } from '../../app/addresses.ts';
import { useCrumbs } from '../../app/shell/crumbs.tsx';
import { client } from '../../live/client.ts';
import { keys } from '../../live/keys.ts';
import { useClusters, useExperiments } from '../../live/questions.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { ErrorState } from '../../ui/error-state.tsx';
import { LinkButton } from '../../ui/link-button.tsx';
import css from '../../ui/page-head.module.css';
import { bodyOf, changed } from './submit/body.ts';
import type { Draft } from './submit/draft.ts';
import { SubmitForm } from './submit/submit-form.tsx';
import { type Changes, changesIn } from './waiting/levers.ts';

/** Writes a job and submits it: new, or from one that exists (`?from=experiment/name`). */
export function Page() {
  const { workspace = '' } = useParams();
  const { t } = useTranslation(['jobs', 'submit']);
  const [search] = useSearchParams();
  useCrumbs({ label: t('list.title'), to: addresses.jobs(workspace) }, { label: t('submit:crumb') });
  const from = search.get('from');
  const [experiment = '', name = ''] = from?.split('/') ?? [];
  const of = { workspace, experiment, name };
  const source = useQuery({
    queryKey: keys.job(of),
    queryFn: () => client.call('getJob', { params: of }),
    enabled: from !== null,
  });
  const clusters = useClusters(workspace);
  const experiments = useExperiments(workspace);
  const failed = [source, clusters, experiments].find((one) => one.isError && one.data === undefined);
  const ready = clusters.data && experiments.data && (from === null || source.data);
  return (
    <div className={css.page}>
      <header className={css.head}>
        <h1 className={css.title}>{t('submit:title')}</h1>
        {from !== null && (
          <span className={css.count}>
            <bdi>{t('submit:from', { name })}</bdi>
          </span>
        )}
      </header>
      {failed && <ErrorState error={failed.error} onRetry={failed.refetch} />}
      {!failed && clusters.data?.length === 0 && (
        <EmptyState
          title={t('submit:noCluster')}
          text={t('submit:noClusterText')}
          action={
            <LinkButton to={addresses.newCluster(workspace)} variant="contained">
              {t('submit:makeCluster')}
            </LinkButton>
          }
        />
      )}
      {!failed && ready && clusters.data && clusters.data.length > 0 && (
        <Ready
          key={search.toString()}
          {...{ workspace, from }}
          source={source.data}
          changes={changesIn(search)}
          clusters={clusters.data}
          experiments={experiments.data ?? []}
        />
      )}
    </div>
  );
}

type ReadyProps = Omit<Parameters<typeof SubmitForm>[0], 'start' | 'secretsAgain' | 'replaces' | 'instead'> & {
  changes: Changes;
};

/** The form starts with what was known when it was opened: events that come later do not write into it. */
function Ready({ changes, ...rest }: ReadyProps) {
  const { source, clusters, experiments } = rest;
  // biome-ignore lint/correctness/useExhaustiveDependencies: see above
  const start = useMemo(() => {
    const draft = startOf(source, changes.cluster ?? clusters[0]?.name, experiments[0]?.name);
    return { ...draft, body: changed(draft.body, changes) };
  }, []);
  const instead = source !== undefined && Object.keys(changes).length > 0;
  const waits = source?.executionState === 'queued' && source.can.terminate === true;
  // A draft that was left is of the job as it is: what a lever changes is another draft.
  const from = instead ? `${rest.from} ${JSON.stringify(changes)}` : rest.from;
  const secretsAgain = Array.isArray(start.body.secrets) && start.body.secrets.length > 0;
  return (
    <SubmitForm
      {...rest}
      from={from}
      start={start}
      secretsAgain={secretsAgain}
      replaces={waits ? source : undefined}
      instead={instead}
    />
  );
}

function startOf(source: Job | undefined, cluster: string | undefined, experiment: string | undefined): Draft {
  if (source) return { experiment: source.experiment, body: bodyOf(source) };
  const body = { ...(cluster === undefined ? {} : { cluster: { name: cluster } }), nodeCount: 1 };
  return { experiment: experiment ?? '', body: { ...body, distributedSettings: { commandLine: '' } } };
}
