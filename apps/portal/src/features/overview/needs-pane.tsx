import { Button, Tooltip } from '@mui/material';
import { useMutation } from '@tanstack/react-query';
import type { Job } from '@trainyard/contracts/job';
import type { Text } from '@trainyard/contracts/texts';
import { type ReactNode, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { addresses } from '../../app/addresses.ts';
import { client } from '../../live/client.ts';
import { Ago } from '../../ui/ago.tsx';
import { ErrorState } from '../../ui/error-state.tsx';
import { Glyph, type GlyphState } from '../../ui/glyph.tsx';
import { later } from '../../ui/later.ts';
import { LinkButton } from '../../ui/link-button.tsx';
import { Pane } from '../../ui/pane.tsx';
import { useToast } from '../../ui/toasts.tsx';
import { useErrorWords } from '../../ui/use-error-words.ts';
import { useFormat } from '../../ui/use-format.ts';
import { useTexts } from '../../ui/use-texts.ts';
import { canBeSetUp } from '../clusters/setup/unusable.ts';
import { type Need, nextName } from './needs.ts';
import css from './needs-pane.module.css';

// Verbs of nodes, with their words: fetched when a node needs somebody.
const SetUpAgain = later('SetUpAgain', () => import('../clusters/setup/unusable-panel.tsx'));
const FailureFamilyLine = later('FailureFamilyLine', () => import('./failure-family.tsx'));
const DeclareLost = later('DeclareLost', () => import('../clusters/nodes/declare-lost.tsx'));

interface NeedsPaneProps {
  workspace: string;
  needs: readonly Need[];
  /** True once everything that could need somebody was looked at. */
  complete: boolean;
  error: Error | null;
  /** Keys of the jobs that are known, whose names a resubmitted job cannot have. */
  taken: ReadonlySet<string>;
  className?: string;
}

/** More than this is a list to work through, and stands on its own page. */
const shownMost = 12;

export function NeedsPane({ workspace, needs, complete, error, taken, className = '' }: NeedsPaneProps) {
  const { t } = useTranslation('overview');
  const { count } = useFormat();
  return (
    <Pane
      title={t('needs.title')}
      meta={needs.length > 0 && count(needs.length)}
      padded={false}
      className={className}
      tools={
        <Link to={addresses.jobs(workspace, '?state=failed')} className={css.all}>
          {t('needs.all')}
        </Link>
      }
    >
      {error && <ErrorState error={error} />}
      {needs.length === 0 && complete && <p className={css.none}>{t('needs.none')}</p>}
      <ul>
        {needs.slice(0, shownMost).map((need) => (
          <NeedItem key={need.key} need={need} workspace={workspace} taken={taken} />
        ))}
      </ul>
    </Pane>
  );
}

interface NeedItemProps {
  need: Need;
  workspace: string;
  taken: ReadonlySet<string>;
}

function NeedItem({ need, workspace, taken }: NeedItemProps) {
  const { t } = useTranslation('overview');
  const cluster = (name: string) => (
    <LinkButton to={addresses.cluster(workspace, name)} className={css.deed}>
      {t('needs.openCluster')}
    </LinkButton>
  );
  switch (need.kind) {
    case 'failed':
      return (
        <Item
          state="failed"
          title={t('needs.failed', { name: need.job.name })}
          at={need.at}
          why={need.why}
          more={
            need.job.failure && <FailureFamilyLine workspace={need.job.workspace} family={need.job.failure.family} />
          }
        >
          <Resubmit job={need.job} taken={taken} />
          <LinkButton to={addresses.job(need.job)} variant="text" className={css.deed}>
            {t('needs.open')}
          </LinkButton>
        </Item>
      );
    case 'stuck':
      return (
        <Item state="queued" title={t('needs.stuck', { name: need.job.name })} at={need.at} why={need.why}>
          {need.job.cluster && cluster(need.job.cluster.name)}
          <LinkButton to={addresses.job(need.job)} variant="text" className={css.deed}>
            {t('needs.open')}
          </LinkButton>
        </Item>
      );
    case 'finding':
      return (
        <Item
          state="warning"
          title={t(`needs.finding.${need.finding.kind}`, { name: need.job.name })}
          at={need.at}
          why={need.why}
        >
          <LinkButton to={addresses.job(need.job)} className={css.deed}>
            {t('needs.evidence')}
          </LinkButton>
          {need.finding.node !== null && need.job.cluster !== null && (
            <LinkButton
              to={addresses.node(workspace, need.job.cluster.name, need.finding.node)}
              variant="text"
              className={css.deed}
            >
              {t('needs.openNode')}
            </LinkButton>
          )}
        </Item>
      );
    case 'preempted': {
      const { victim } = need.receipt;
      return (
        <Item state="leaving" title={t('needs.preempted', { name: victim.name })} at={need.at} why={need.why}>
          <LinkButton to={addresses.job(victim)} className={css.deed}>
            {t('needs.receipt')}
          </LinkButton>
        </Item>
      );
    }
    case 'node': {
      const silent = need.node.state !== 'unusable';
      return (
        <Item
          state={silent ? 'warning' : 'unusable'}
          title={silent ? t('needs.silent', { name: need.node.name }) : t('needs.unusable', { name: need.node.name })}
          at={need.at}
          why={need.why}
        >
          <LinkButton to={addresses.node(workspace, need.node.cluster, need.node.name)} className={css.deed}>
            {t(need.node.setup === null ? 'needs.openNode' : 'needs.setupLog')}
          </LinkButton>
          <Suspense>
            {silent ? <DeclareLost node={need.node} /> : canBeSetUp(need.node) && <SetUpAgain nodes={[need.node]} />}
          </Suspense>
        </Item>
      );
    }
    case 'cluster':
      return (
        <Item state="warning" title={t('needs.cluster', { name: need.cluster.name })} at={need.at} why={need.why}>
          {cluster(need.cluster.name)}
        </Item>
      );
  }
}

interface ItemProps {
  state: GlyphState;
  title: string;
  at: number;
  why: Text | string | null;
  /** What is known of others of its kind; comes later. */
  more?: ReactNode;
  /** What acts stands at the finding. */
  children: ReactNode;
}

function Item({ state, title, at, why, more, children }: ItemProps) {
  const { t } = useTranslation('overview');
  const { sayReason } = useTexts();
  return (
    <li className={css.item}>
      <Glyph state={state} named={false} />
      <div className={css.body}>
        <div className={css.head}>
          <h3 title={title}>
            <bdi>{title}</bdi>
          </h3>
          <Ago at={at} />
        </div>
        <p className={css.why}>{why === null ? t('needs.noReason') : typeof why === 'string' ? why : sayReason(why)}</p>
        {more && (
          <div className={css.more}>
            <Suspense>{more}</Suspense>
          </div>
        )}
        <div className={css.deeds}>{children}</div>
      </div>
    </li>
  );
}

function Resubmit({ job, taken }: { job: Job; taken: ReadonlySet<string> }) {
  const { t } = useTranslation('overview');
  const toast = useToast();
  const say = useErrorWords();
  const name = nextName(job, taken);
  const { workspace, experiment } = job;
  const submit = useMutation({
    mutationFn: () => client.call('resubmitJob', { params: { workspace, experiment, name: job.name }, body: { name } }),
    onSuccess: (made) => toast(t('needs.resubmitted', { name: made.name })),
  });
  const may = job.can.submit !== false;
  return (
    <>
      <Tooltip title={may ? t('needs.resubmitAs', { job: job.name, name }) : t('needs.mayNot')}>
        <span>
          <Button className={css.deed} disabled={!may || submit.isPending} onClick={() => submit.mutate()}>
            {t('needs.resubmit')}
          </Button>
        </span>
      </Tooltip>
      {submit.error && (
        <p className={css.error} role="alert">
          {say(submit.error)}
        </p>
      )}
    </>
  );
}
