import { Folder, Gauge, LayoutDashboard, ListChecks, Server } from 'lucide-react';
import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import { NavLink } from 'react-router';
import { useAdministers } from '../../features/session/session.ts';
import { useClusters, useJobs } from '../../live/questions.ts';
import { Glyph } from '../../ui/glyph.tsx';
import { useFormat } from '../../ui/use-format.ts';
import { addresses } from '../addresses.ts';
import css from './shell.module.css';

/** The ways to the pages of a workspace, with what runs and waits there now. */
export const Rail = memo(function Rail({ workspace }: { workspace: string }) {
  const { t } = useTranslation();
  const clusters = useClusters(workspace).data;
  const administers = useAdministers();
  return (
    <nav className={css.rail} aria-label={t('nav.main')}>
      <NavLink to={addresses.overview(workspace)} end className={css.item}>
        <LayoutDashboard size={16} strokeWidth={1.5} aria-hidden="true" />
        {t('nav.overview')}
      </NavLink>
      <NavLink to={addresses.clusters(workspace)} end className={css.item}>
        <Server size={16} strokeWidth={1.5} aria-hidden="true" />
        {t('nav.clusters')}
        {clusters && <span className={css.count}>{clusters.length}</span>}
      </NavLink>
      <NavLink to={addresses.jobs(workspace)} className={css.item}>
        <ListChecks size={16} strokeWidth={1.5} aria-hidden="true" />
        {t('nav.jobs')}
        <JobCounts workspace={workspace} />
      </NavLink>
      <NavLink to={addresses.data(workspace)} className={css.item}>
        <Folder size={16} strokeWidth={1.5} aria-hidden="true" />
        {t('nav.data')}
      </NavLink>
      {administers && (
        <NavLink to={addresses.limits(workspace)} className={css.item}>
          <Gauge size={16} strokeWidth={1.5} aria-hidden="true" />
          {t('nav.limits')}
        </NavLink>
      )}
      {clusters && clusters.length > 0 && <p className={css.group}>{t('nav.clusters')}</p>}
      {clusters?.map(({ uid, name }) => (
        <NavLink key={uid} to={addresses.cluster(workspace, name)} className={`${css.item} ${css.small}`}>
          <span className={css.name}>{name}</span>
        </NavLink>
      ))}
    </nav>
  );
});

function JobCounts({ workspace }: { workspace: string }) {
  const { t } = useTranslation();
  const running = useCount(workspace, 'running,terminating');
  const waiting = useCount(workspace, 'queued');
  return (
    <span className={css.count}>
      {running !== '0' && (
        <span title={t('nav.running', { number: running })}>
          <Glyph state="running" size={9} />
          {running}
        </span>
      )}
      {waiting !== '0' && (
        <span title={t('nav.waiting', { number: waiting })}>
          <Glyph state="queued" size={9} />
          {waiting}
        </span>
      )}
    </span>
  );
}

/** Jobs in some states: exact up to a page, then "100+". */
function useCount(workspace: string, state: string): string {
  const { data } = useJobs(workspace, { state });
  const { count } = useFormat();
  const loaded = data?.pages.reduce((sum, page) => sum + page.items.length, 0) ?? 0;
  return `${count(loaded)}${data?.pages.at(-1)?.next ? '+' : ''}`;
}
