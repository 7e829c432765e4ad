import { MenuItem, Select } from '@mui/material';
import type { Job } from '@trainyard/contracts/job';
import { type ReactNode, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useParams, useSearchParams } from 'react-router';
import { addresses } from '../../app/addresses.ts';
import { useCrumbs } from '../../app/shell/crumbs.tsx';
import { isNotFound } from '../../live/client.ts';
import { useAttempts, useJob } from '../../live/questions.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { ErrorState } from '../../ui/error-state.tsx';
import { LinkButton } from '../../ui/link-button.tsx';
import { type LiveTask, liveTasks, placeIn, rangesOf } from './live-tasks.ts';
import { TerminalView } from './terminal-view.tsx';
import { useKept } from './use-kept.ts';

/** A shell in a running task of a job: in its environment, its directory and its container. */
export function Page() {
  const { workspace = '', experiment = '', name = '' } = useParams();
  const { t } = useTranslation('terminal');
  const of = useMemo(() => ({ workspace, experiment, name }), [workspace, experiment, name]);
  const back = addresses.job(of);
  useCrumbs(
    { label: t('jobs'), to: addresses.jobs(workspace) },
    { label: experiment, to: addresses.jobs(workspace, `?experiment=${encodeURIComponent(experiment)}`) },
    { label: name, to: back },
    { label: t('title') },
  );
  const job = useJob(of);
  const attempts = useAttempts(of);
  const error = job.error ?? attempts.error;
  if (isNotFound(error))
    return <Nothing title={t('noJob', { name })} text={t('noJobText')} back={addresses.jobs(workspace)} />;
  if (job.data === undefined || attempts.data === undefined) {
    return error === null ? null : (
      <ErrorState error={error} onRetry={job.error === null ? attempts.refetch : job.refetch} />
    );
  }
  if (job.data.can.operate !== true) return <Nothing title={t('mayNot')} text={t('mayNotText')} back={back} />;
  return <OfJob job={job.data} tasks={liveTasks(attempts.data)} back={back} />;
}

function OfJob({ job, tasks, back }: { job: Job; tasks: LiveTask[]; back: string }) {
  const { t } = useTranslation('terminal');
  const [search, setSearch] = useSearchParams();
  const asked = search.get('task');
  // The session's end is told on its screen, also when its task is no more.
  const chosen = useKept(tasks.find(({ key }) => key === asked) ?? (asked === null ? tasks[0] : undefined), asked);
  // Of the job its uid alone counts: that its state changes opens nothing anew.
  const { uid } = job;
  const place = useMemo(() => (chosen === undefined ? undefined : placeIn({ uid }, chosen)), [uid, chosen]);
  if (chosen === undefined || place === undefined) {
    return <Nothing title={t('noTask', { name: job.name })} text={t('noTaskText')} back={back} />;
  }
  const container = job.containerSettings as { imageSourceRegistry?: { image?: string } } | undefined;
  const image = container?.imageSourceRegistry?.image;
  return (
    <TerminalView
      place={place}
      choices={
        tasks.length > 1 && (
          <Tasks tasks={tasks} chosen={chosen} onChoose={(key) => setSearch({ task: key }, { replace: true })} />
        )
      }
      facts={
        <>
          <li>
            {t('fact.job')}
            <Link to={back}>
              <bdi>{job.name}</bdi>
            </Link>
          </li>
          {job.shards !== null && tasks.length < 2 && <li>{t('fact.shard', { unit: String(chosen.unit) })}</li>}
          {tasks.length < 2 && (
            <li>
              {t('fact.task', { task: String(chosen.task), ranks: rangesOf(chosen.ranks), count: chosen.ranks.length })}
              <bdi>{chosen.node}</bdi>
            </li>
          )}
          <li>
            {t(image === undefined ? 'fact.noContainer' : 'fact.container')}
            {image !== undefined && <code>{image}</code>}
          </li>
        </>
      }
    />
  );
}

interface TasksProps {
  tasks: readonly LiveTask[];
  chosen: LiveTask;
  onChoose: (key: string) => void;
}

function Tasks({ tasks, chosen, onChoose }: TasksProps) {
  const { t } = useTranslation('terminal');
  const several = new Set(tasks.map(({ unit }) => unit)).size > 1;
  const known = tasks.some(({ key }) => key === chosen.key);
  return (
    <Select
      variant="outlined"
      size="small"
      value={chosen.key}
      aria-label={t('chooseTask')}
      onChange={({ target }) => onChoose(target.value)}
    >
      {(known ? tasks : [chosen, ...tasks]).map(({ key, unit, task, node, ranks }) => (
        <MenuItem key={key} value={key}>
          {several && `${t('fact.shard', { unit: String(unit) })}, `}
          {`${t('fact.task', { task: String(task), ranks: rangesOf(ranks), count: ranks.length })} ${node}`}
        </MenuItem>
      ))}
    </Select>
  );
}

function Nothing({ title, text, back }: { title: string; text: string; back: string }): ReactNode {
  const { t } = useTranslation('terminal');
  return <EmptyState whole title={title} text={text} action={<LinkButton to={back}>{t('back')}</LinkButton>} />;
}
