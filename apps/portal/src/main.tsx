import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { startLanguages } from './app/i18n/i18n.ts';
import { Providers, queryClient } from './app/providers.tsx';
import { firstAnswers, Pages, pageLoaded } from './app/router.tsx';
import './app/theme/base.css';
import { applyScheme } from './app/theme/scheme.ts';
import { findSession } from './features/session/session.ts';

applyScheme();
// Who is signed in is asked for beside the words; whoever needs to know asks again and is told of what goes wrong.
const session = findSession().catch(() => undefined);
const root = document.getElementById('root');
if (root === null) throw new Error('the page has no root element');
await startLanguages();
// Drawn once, with all of it: each part that came by itself would have the whole drawn again.
const [found] = await Promise.all([session, pageLoaded()]);
if (found?.kind === 'in') await firstAnswers(queryClient);
createRoot(root).render(
  <StrictMode>
    <Providers>
      <Pages />
    </Providers>
  </StrictMode>,
);
