/** Every address of the portal. A page's code and words are fetched when it is first opened. */
import type { QueryClient } from '@tanstack/react-query';
import { createBrowserRouter, type LoaderFunction, Navigate, RouterProvider, useParams } from 'react-router';
import { answersOrSoon, type FirstAsk } from '../live/first-answers.ts';
import { loadWords } from './i18n/i18n.ts';
import { NotFound } from './not-found.tsx';
import { PageCrash } from './page-crash.tsx';
import { askOfFrame, Shell } from './shell/shell.tsx';
import { SignedIn, WorkspaceHome } from './signed-in.tsx';

interface PageModule {
  Page: React.ComponentType;
  /** What the page is drawn with, beside its own code: without it the page would be drawn twice. */
  ready?: Promise<unknown>;
  /** What it is drawn from. */
  ask?: FirstAsk;
}

/** A page: its component, and the words that it speaks beside those of its feature. */
function page(load: () => Promise<PageModule>, ...words: string[]) {
  return async () => {
    const [{ Page, ready, ask }] = await Promise.all([load(), ...words.map(loadWords)]);
    await ready;
    return { Component: Page, handle: ask };
  };
}

const nothing: LoaderFunction = () => null;

/** Pages stay mounted while another workspace is chosen only if nothing of them could be mistaken for it: so they do not. */
function InWorkspace() {
  const { workspace = '' } = useParams();
  return <Shell key={workspace} workspace={workspace} />;
}

const router = createBrowserRouter([
  {
    ErrorBoundary: PageCrash,
    HydrateFallback: () => null,
    children: [
      { path: '/signin', lazy: page(() => import('../features/session/sign-in-page.tsx'), 'session') },
      {
        Component: SignedIn,
        children: [
          { index: true, loader: nothing, Component: WorkspaceHome },
          {
            path: '/workspaces/new',
            lazy: page(() => import('../features/workspaces/create-page.tsx'), 'workspaces'),
          },
          {
            path: '/w/:workspace',
            Component: InWorkspace,
            children: [
              { index: true, lazy: page(() => import('../features/overview/overview-page.tsx'), 'overview') },
              { path: 'clusters', lazy: page(() => import('../features/clusters/list-page.tsx'), 'clusters') },
              {
                path: 'clusters/new',
                lazy: page(() => import('../features/clusters/create-page.tsx'), 'clusters', 'scheduling', 'batch-ai'),
              },
              {
                path: 'clusters/:cluster',
                lazy: page(() => import('../features/clusters/cluster-page.tsx'), 'clusters'),
              },
              {
                path: 'clusters/:cluster/nodes/:node',
                lazy: page(() => import('../features/clusters/nodes/node-page.tsx'), 'clusters'),
              },
              {
                path: 'clusters/:cluster/nodes/:node/terminal',
                lazy: page(() => import('../features/terminal/node-terminal-page.tsx'), 'terminal'),
              },
              { path: 'jobs', lazy: page(() => import('../features/jobs/list-page.tsx'), 'jobs') },
              {
                path: 'jobs/new',
                lazy: page(() => import('../features/jobs/submit-page.tsx'), 'jobs', 'submit', 'volumes'),
              },
              { path: 'jobs/:experiment', Component: () => <Navigate to=".." relative="path" replace /> },
              { path: 'jobs/:experiment/:name', lazy: page(() => import('../features/jobs/job-page.tsx'), 'jobs') },
              {
                path: 'jobs/:experiment/:name/terminal',
                lazy: page(() => import('../features/terminal/task-terminal-page.tsx'), 'terminal'),
              },
              { path: 'data', lazy: page(() => import('../features/data/data-page.tsx'), 'data', 'clients') },
              {
                path: 'data/storage/:account/*',
                lazy: page(() => import('../features/data/storage/account-page.tsx'), 'data', 'files'),
              },
              {
                path: 'data/file-servers/:name/*',
                lazy: page(() => import('../features/data/file-servers/server-page.tsx'), 'data', 'files'),
              },
              { path: 'limits', lazy: page(() => import('../features/limits/limits-page.tsx'), 'limits') },
              { path: '*', Component: NotFound },
            ],
          },
          { path: '*', Component: NotFound },
        ],
      },
    ],
  },
]);

/** Resolves when the code of the first page is here, or cannot be fetched, which the page then says. */
export function pageLoaded(): Promise<void> {
  return new Promise((resolve) => {
    if (router.state.initialized) return resolve();
    const stop = router.subscribe(({ initialized }) => {
      if (!initialized) return;
      stop();
      resolve();
    });
  });
}

/** Asks what the first page and its frame are drawn from; waits until it is here, or would keep people waiting. */
export function firstAnswers(queries: QueryClient): Promise<void> {
  const { route, params } = router.state.matches.at(-1) ?? {};
  const ask = route?.handle as FirstAsk | undefined;
  const workspace = params?.workspace;
  if (params === undefined || workspace === undefined) return Promise.resolve();
  return answersOrSoon([...askOfFrame(queries, workspace), ...(ask?.(queries, params) ?? [])]);
}

export function Pages() {
  return <RouterProvider router={router} />;
}
