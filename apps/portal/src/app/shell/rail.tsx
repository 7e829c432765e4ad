import type { Cluster } from '@trainyard/contracts/cluster';
import { Folder, Gauge, LayoutDashboard, ListChecks, Server } from 'lucide-react';
import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import { NavLink } from 'react-router';
import { useAdministers } from '../../features/session/session.ts';
import { useJobTotals } from '../../live/job-totals.ts';
import { useClusters } from '../../live/questions.ts';
import { Bar } from '../../ui/bar.tsx';
import { Glyph } from '../../ui/glyph.tsx';
import { useFormat } from '../../ui/use-format.ts';
import { addresses } from '../addresses.ts';
import { FollowedJobs } from './followed-jobs.tsx';
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
      {clusters && clusters.length > 0 && (
        <p className={css.group}>
          {t('nav.clusters')}
          <span>{t('nav.nodes')}</span>
        </p>
      )}
      {clusters?.map(({ uid, name, nodeStateCounts }) => (
        <NavLink key={uid} to={addresses.cluster(workspace, name)} className={`${css.item} ${css.small}`}>
          <span className={css.name}>{name}</span>
          <NodeBar counts={nodeStateCounts} />
        </NavLink>
      ))}
      <FollowedJobs workspace={workspace} />
    </nav>
  );
});

/** How many of a cluster's nodes run a job, as a bar; one without nodes has none. */
function NodeBar({ counts }: { counts: Cluster['nodeStateCounts'] }) {
  const { t } = useTranslation();
  const { count } = useFormat();
  const running = counts.runningNodeCount;
  const nodes = Object.values(counts).reduce((sum, one) => sum + one, 0);
  if (nodes === 0) return null;
  const words = t('nav.nodesRunning', { running: count(running), nodes: count(nodes) });
  return (
    <span className={css.nodes} title={words}>
      <Bar thin parts={[{ look: 'used', percent: (100 * running) / nodes }]} />
      <span className="visually-hidden">{words}</span>
    </span>
  );
}

function JobCounts({ workspace }: { workspace: string }) {
  const { t } = useTranslation();
  const { count } = useFormat();
  const states = useJobTotals(workspace)?.states ?? {};
  const running = (states.running ?? 0) + (states.terminating ?? 0);
  const waiting = states.queued ?? 0;
  return (
    <span className={css.count}>
      {running > 0 && (
        <span title={t('nav.running', { number: count(running) })}>
          <Glyph state="running" size={9} />
          {count(running)}
        </span>
      )}
      {waiting > 0 && (
        <span title={t('nav.waiting', { number: count(waiting) })}>
          <Glyph state="queued" size={9} />
          {count(waiting)}
        </span>
      )}
    </span>
  );
}
