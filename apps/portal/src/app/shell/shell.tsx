/** The frame of every page of a workspace: top bar, rail, page, status bar; on a narrow screen tabs at the bottom. */
import type { QueryClient } from '@tanstack/react-query';
import { Suspense, useEffect, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { Outlet } from 'react-router';
import { useConnectionPart } from '../../live/connection.ts';
import { useFollowWorkspace } from '../../live/follow-workspace.ts';
import { jobTotalsQuestion } from '../../live/job-totals.ts';
import { clustersQuestion, useWorkspaces, workspacesQuestion } from '../../live/questions.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { LinkButton } from '../../ui/link-button.tsx';
import { PanelBoundary } from '../../ui/panel-boundary.tsx';
import { lastWorkspace } from '../last-workspace.ts';
import { PaletteHost } from '../palette/palette-host.tsx';
import { CrumbsProvider } from './crumbs.tsx';
import { useNewerVersion } from './newer-version.ts';
import { Rail } from './rail.tsx';
import css from './shell.module.css';
import { StatusBar } from './status-bar.tsx';
import { TabBar } from './tab-bar.tsx';
import { TopBar } from './top-bar.tsx';

/** What the frame is drawn from. */
export const askOfFrame = (queries: QueryClient, workspace: string): Promise<unknown>[] => [
  queries.prefetchQuery(workspacesQuestion()),
  queries.prefetchQuery(clustersQuestion(workspace)),
  queries.prefetchQuery(jobTotalsQuestion(workspace)),
];

export function Shell({ workspace }: { workspace: string }) {
  const { t } = useTranslation();
  const { data: workspaces } = useWorkspaces();
  const found = useMemo(() => workspaces?.find(({ ref }) => ref === workspace), [workspaces, workspace]);
  const state = useConnectionPart('state');
  useFollowWorkspace(found?.uid);
  const newer = useNewerVersion();
  useEffect(() => {
    if (found) lastWorkspace.set(found.ref);
  }, [found]);
  const missing = workspaces !== undefined && found === undefined;
  return (
    <CrumbsProvider workspace={workspace}>
      <PaletteHost workspace={workspace}>
        <div className={css.app}>
          <a href="#main" className={css.skip}>
            {t('skip')}
          </a>
          <TopBar workspace={workspace} />
          <Rail workspace={workspace} />
          <main id="main" tabIndex={-1} className={`${css.main} ${state === 'cut' ? css.cut : ''}`}>
            <PanelBoundary>
              {missing ? (
                <EmptyState
                  title={t('workspace.missing', { name: workspace })}
                  text={t('workspace.missingText')}
                  action={<LinkButton to="/">{t('notFound.back')}</LinkButton>}
                />
              ) : (
                <Suspense>
                  <Outlet />
                </Suspense>
              )}
            </PanelBoundary>
          </main>
          <StatusBar newer={newer} />
          <TabBar workspace={workspace} />
        </div>
      </PaletteHost>
    </CrumbsProvider>
  );
}
