import { MenuItem, TextField } from '@mui/material';
import type { Job } from '@trainyard/contracts/job';
import { submissionDiff } from '@trainyard/contracts/job-diff';
import { submittedBody } from '@trainyard/contracts/submitted-body';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import { isNotFound } from '../../../live/client.ts';
import { useJob, useJobs } from '../../../live/questions.ts';
import { ErrorState } from '../../../ui/error-state.tsx';
import { Pane } from '../../../ui/pane.tsx';
import type { PanelProps } from '../panels/panel.ts';
import css from './diff.module.css';
import { DiffTable } from './diff-table.tsx';
import { runBefore } from './previous.ts';

/** Choices that are listed; any other job is reached by its address (`?with=experiment/name`). */
const choicesMost = 100;

interface Other {
  experiment: string;
  name: string;
}

const keyOf = ({ experiment, name }: Other): string => `${experiment}/${name}`;

/** What this job asks for differently than its origin, the run before it, or any job that is chosen. */
export function DiffPanel({ job }: PanelProps) {
  const { t } = useTranslation(['jobs', 'diff']);
  const { other, choices, choose, isFetched } = useOther(job);
  return (
    <Pane
      title={t('diff:title')}
      padded={false}
      tools={
        choices.length > 0 && (
          <TextField
            select
            size="small"
            className={css.choice ?? ''}
            value={other === undefined ? '' : keyOf(other)}
            onChange={({ target: { value } }) => choose(value)}
            slotProps={{ htmlInput: { 'aria-label': t('diff:with') } }}
          >
            {choices.map(({ key, words }) => (
              <MenuItem key={key} value={key}>
                {words}
              </MenuItem>
            ))}
          </TextField>
        )
      }
    >
      {other !== undefined && <Against key={keyOf(other)} job={job} other={other} />}
      {other === undefined && isFetched && <p className={css.note}>{t('diff:noOther')}</p>}
    </Pane>
  );
}

/** Which job it is compared with: the address says, else its origin, else the run before it. */
function useOther(job: Job) {
  const { t } = useTranslation(['jobs', 'diff']);
  const [search, setSearch] = useSearchParams();
  const { data, isFetched } = useJobs(job.workspace, { experiment: job.experiment });
  const others = useMemo(
    () => (data?.pages.flatMap(({ items }) => items) ?? []).filter(({ uid }) => uid !== job.uid),
    [data, job.uid],
  );
  const origin = job.resubmittedFrom ?? undefined;
  const before = useMemo(() => runBefore(job, others), [job, others]);
  const asked = search.get('with');
  const [experiment = '', name = ''] = asked?.split('/') ?? [];
  const other: Other | undefined = asked === null ? (origin ?? before ?? others[0]) : { experiment, name };
  const named = new Map<string, string>();
  if (origin) named.set(keyOf(origin), t('diff:origin', { name: origin.name }));
  if (before && !named.has(keyOf(before))) named.set(keyOf(before), t('diff:previous', { name: before.name }));
  for (const one of others.slice(0, choicesMost)) if (!named.has(keyOf(one))) named.set(keyOf(one), one.name);
  if (other && !named.has(keyOf(other))) named.set(keyOf(other), other.name);
  return {
    other,
    isFetched,
    choices: [...named].map(([key, words]) => ({ key, words })),
    choose(key: string) {
      const next = new URLSearchParams(search);
      next.set('with', key);
      setSearch(next, { replace: true });
    },
  };
}

function Against({ job, other }: { job: Job; other: Other }) {
  const { t } = useTranslation(['jobs', 'diff']);
  const { data, error, refetch } = useJob({ workspace: job.workspace, ...other });
  const changes = useMemo(
    () => (data === undefined ? null : submissionDiff(submittedBody(data), submittedBody(job))),
    [data, job],
  );
  if (changes === null) {
    if (isNotFound(error)) return <p className={css.note}>{t('diff:gone', { name: other.name })}</p>;
    return error === null ? null : <ErrorState error={error} onRetry={refetch} />;
  }
  const secret = [job, data].some((one) => Array.isArray(one?.secrets) && one.secrets.length > 0);
  return (
    <>
      {changes.length === 0 ? (
        <p className={css.note}>{t('diff:same')}</p>
      ) : (
        <DiffTable changes={changes} label={t('diff:titleOf', { name: other.name })} />
      )}
      {secret && <p className={css.note}>{t('diff:secrets')}</p>}
    </>
  );
}
