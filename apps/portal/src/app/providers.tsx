/** What every page stands on: the cache of answers, the theme with the page's nonce, and the words. */
import createCache from '@emotion/cache';
import { CacheProvider } from '@emotion/react';
import { ThemeProvider } from '@mui/material/styles';
import { MutationCache, QueryCache, QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { type ReactNode, useEffect } from 'react';
import { sessionEnded } from '../features/session/session.ts';
import { isNotFound, isSignedOut } from '../live/client.ts';
import { watchFirstAnswers } from '../live/first-drawn.ts';
import { BrokenAnswer } from '../live/well-formed.ts';
import { ToastProvider } from '../ui/toasts.tsx';
import { theme } from './theme/theme.ts';

const nonce = document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content ?? '';
const styles = createCache({ key: 'ty', nonce, prepend: true });

function whenRefused(error: unknown): void {
  if (isSignedOut(error)) sessionEnded();
}

/** Events keep answers current, so an answer never grows old by itself and nothing is asked for at a focus. */
export const queryClient = new QueryClient({
  queryCache: new QueryCache({ onError: whenRefused }),
  mutationCache: new MutationCache({ onError: whenRefused }),
  defaultOptions: {
    queries: {
      staleTime: Number.POSITIVE_INFINITY,
      gcTime: 5 * 60_000,
      refetchOnWindowFocus: false,
      refetchOnReconnect: false,
      // A server that restarts is back within seconds; a refusal is an answer.
      retry: (count, error) =>
        !isSignedOut(error) && !isNotFound(error) && !(error instanceof BrokenAnswer) && count < 5,
      retryDelay: (count) => Math.min(250 * 2 ** count, 5_000),
    },
    mutations: { retry: false },
  },
});

export function Providers({ children }: { children: ReactNode }) {
  useEffect(() => watchFirstAnswers(queryClient), []);
  return (
    <CacheProvider value={styles}>
      {/* The scheme is ours (theme/scheme.ts): left alone, MUI writes its own choice over it. */}
      <ThemeProvider theme={theme} colorSchemeNode={null}>
        <QueryClientProvider client={queryClient}>
          <ToastProvider>{children}</ToastProvider>
        </QueryClientProvider>
      </ThemeProvider>
    </CacheProvider>
  );
}
