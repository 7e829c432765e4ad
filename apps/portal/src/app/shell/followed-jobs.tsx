import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { NavLink } from 'react-router';
import { isNotFound } from '../../live/client.ts';
import { type FollowedJob, follow, useFollowed } from '../../live/followed-jobs.ts';
import { useJob } from '../../live/questions.ts';
import { Glyph, isGlyphState } from '../../ui/glyph.tsx';
import { addresses } from '../addresses.ts';
import css from './shell.module.css';

/** The jobs that the person follows, each with its state as it is now; nothing before there is one. */
export function FollowedJobs({ workspace }: { workspace: string }) {
  const { t } = useTranslation();
  const followed = useFollowed(workspace);
  if (followed.length === 0) return null;
  return (
    <>
      <p className={css.group}>{t('nav.followed')}</p>
      {followed.map((job) => (
        <Followed key={`${job.experiment}/${job.name}`} workspace={workspace} job={job} />
      ))}
    </>
  );
}

function Followed({ workspace, job }: { workspace: string; job: FollowedJob }) {
  const of = { workspace, ...job };
  const { data, error } = useJob(of);
  // Its experiment may have gone with it.
  const gone = isNotFound(error);
  useEffect(() => {
    if (gone) follow(workspace, job, false);
  }, [gone, workspace, job]);
  const state = data?.executionState;
  return (
    <NavLink to={addresses.job(of)} className={`${css.item} ${css.small}`}>
      <span className={css.sign}>
        {state !== undefined && isGlyphState(state) && <Glyph state={state} size={10} />}
      </span>
      <span className={css.name} title={`${job.experiment} / ${job.name}`}>
        <bdi>{job.name}</bdi>
      </span>
    </NavLink>
  );
}
