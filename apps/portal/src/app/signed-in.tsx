/** The door: pages behind it are for people who are signed in. */
import { useQuery } from '@tanstack/react-query';
import { Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { Navigate, Outlet, useLocation } from 'react-router';
import { findSession, useSession } from '../features/session/session.ts';
import { keys } from '../live/keys.ts';
import { useWorkspaces } from '../live/questions.ts';
import { ErrorState } from '../ui/error-state.tsx';
import { later } from '../ui/later.ts';
import { addresses } from './addresses.ts';
import { lastWorkspace } from './last-workspace.ts';

const SignInAgain = later('SignInAgain', () => import('../features/session/sign-in-again.tsx'));

export function SignedIn() {
  const session = useSession();
  const { pathname, search } = useLocation();
  const found = useQuery({ queryKey: keys.session(), queryFn: findSession, enabled: session.kind === 'unknown' });
  if (session.kind === 'unknown')
    return found.error ? <ErrorState error={found.error} onRetry={found.refetch} /> : null;
  if (session.kind === 'out') {
    const to = pathname === '/' ? '' : `?to=${encodeURIComponent(pathname + search)}`;
    return <Navigate to={`/signin${to}`} replace />;
  }
  return (
    <>
      <Outlet />
      {session.kind === 'ended' && (
        <Suspense>
          <SignInAgain />
        </Suspense>
      )}
    </>
  );
}

/** The front door: the workspace looked at last, else the first, else the page that makes one. */
export function WorkspaceHome() {
  useTranslation();
  const { data, error, refetch } = useWorkspaces();
  if (error) return <ErrorState error={error} onRetry={refetch} />;
  if (data === undefined) return null;
  const last = lastWorkspace.get();
  const chosen = data.find(({ ref }) => ref === last) ?? data[0];
  return <Navigate to={chosen ? addresses.overview(chosen.ref) : addresses.newWorkspace()} replace />;
}
