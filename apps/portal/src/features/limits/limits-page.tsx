import { useQueryClient } from '@tanstack/react-query';
import type { Limit } from '@trainyard/contracts/limits';
import { Plus } from 'lucide-react';
import { Suspense, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useCrumbs } from '../../app/shell/crumbs.tsx';
import { connection } from '../../live/connection.ts';
import { keys } from '../../live/keys.ts';
import { Refresh } from '../../live/refresh.ts';
import { useLimits } from '../../live/standing-questions.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { ErrorState } from '../../ui/error-state.tsx';
import { CliLine } from '../../ui/form/cli-line.tsx';
import { later } from '../../ui/later.ts';
import { RefusableButton } from '../../ui/refusable-button.tsx';
import { useFormat } from '../../ui/use-format.ts';
import { useAdministers } from '../session/session.ts';
import css from './limits.module.css';
import { LimitsTable } from './limits-table.tsx';

const LimitDialog = later('LimitDialog', () => import('./limit-dialog.tsx'));
const RemoveDialog = later('RemoveDialog', () => import('./remove-dialog.tsx'));

/** The server's own limit of waiting jobs, where none is set. */
const waitingMost = 200_000;

/** Limits are of no workspace, and what is used changes with every start: while the page is open all events are followed. */
function useFollowLimits(may: boolean): void {
  const queries = useQueryClient();
  useEffect(() => {
    if (!may) return undefined;
    const refresh = new Refresh(queries);
    const stop = connection.live.follow('all', {
      onEvents(events) {
        if (events.some(({ subject: { kind } }) => kind === 'limit')) refresh.soon(keys.limits());
        if (events.some(({ subject: { kind } }) => kind === 'job' || kind === 'allocation'))
          refresh.seldom(keys.limits());
      },
      onMark: () => refresh.soon(keys.limits()),
      onError: (error) => console.error('limits cannot be followed', error),
    });
    return () => {
      stop();
      refresh.stop();
    };
  }, [queries, may]);
}

type Asked = { kind: 'set'; limit: Limit | null } | { kind: 'remove'; limit: Limit } | null;

/** What workspaces and users may use at once: an administrator's page. */
export function Page() {
  const { t } = useTranslation('limits');
  const format = useFormat();
  const may = useAdministers();
  useCrumbs({ label: t('title') });
  useFollowLimits(may);
  const { data, error, refetch } = useLimits(may);
  const [asked, setAsked] = useState<Asked>(null);
  const close = () => setAsked(null);
  const create = (
    <RefusableButton
      refused={may ? undefined : t('mayNot')}
      variant="contained"
      startIcon={<Plus size={14} strokeWidth={1.5} aria-hidden="true" />}
      onClick={() => setAsked({ kind: 'set', limit: null })}
    >
      {t('new')}
    </RefusableButton>
  );
  return (
    <div className={css.page}>
      <header className={css.head}>
        <h1>{t('title')}</h1>
        <p>{t('means')}</p>
        {data !== undefined && data.length > 0 && create}
      </header>
      {!may && <EmptyState title={t('title')} text={t('mayNot')} />}
      {may && data === undefined && error !== null && <ErrorState error={error} onRetry={refetch} />}
      {data?.length === 0 && (
        <EmptyState
          title={t('none')}
          text={t('noneText', { most: format.count(waitingMost) })}
          action={
            <>
              {create}
              <CliLine line="npx trainyard limit set --user NAME --gpus 8" />
            </>
          }
        />
      )}
      {data !== undefined && data.length > 0 && (
        <LimitsTable
          limits={data}
          onChange={(limit) => setAsked({ kind: 'set', limit })}
          onRemove={(limit) => setAsked({ kind: 'remove', limit })}
        />
      )}
      <Suspense>
        {asked?.kind === 'set' && <LimitDialog limit={asked.limit} onClose={close} />}
        {asked?.kind === 'remove' && <RemoveDialog limit={asked.limit} onClose={close} />}
      </Suspense>
    </div>
  );
}
