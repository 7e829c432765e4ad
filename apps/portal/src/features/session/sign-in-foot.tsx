import { useQuery } from '@tanstack/react-query';
import { Moon, Sun } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { chooseLanguage } from '../../app/i18n/i18n.ts';
import { languages } from '../../app/i18n/preferred.ts';
import { chooseScheme, useScheme } from '../../app/theme/scheme.ts';
import css from './session.module.css';

/** Nobody is connected before signing in, so a server that is not ready is asked again. */
const askAgainMs = 3_000;

async function askReady(): Promise<'ready' | 'notReady' | 'noServer'> {
  const answer = await fetch('/readyz').catch(() => undefined);
  return answer === undefined ? 'noServer' : answer.ok ? 'ready' : 'notReady';
}

/** Whether the server is ready, and the two choices that need no session. */
export function SignInFoot() {
  const { t, i18n } = useTranslation(['session', 'app']);
  const scheme = useScheme();
  const { data = 'asking' } = useQuery({
    queryKey: ['ready'],
    queryFn: askReady,
    refetchInterval: ({ state }) => (state.data === 'ready' ? false : askAgainMs),
  });
  const other = scheme === 'dark' ? 'light' : 'dark';
  return (
    <footer className={css.foot}>
      <span role="status" className={css.ready} data-state={data}>
        <i />
        {t(data)}
      </span>
      <fieldset className={css.choices} aria-label={t('language')}>
        {languages.map((one) => (
          <button
            key={one}
            type="button"
            lang={one}
            aria-pressed={i18n.language === one}
            onClick={() => void chooseLanguage(one)}
          >
            {t(`app:account.${one}`)}
          </button>
        ))}
      </fieldset>
      <button type="button" onClick={() => chooseScheme(other)}>
        {other === 'light' ? (
          <Sun size={14} strokeWidth={1.5} aria-hidden="true" />
        ) : (
          <Moon size={14} strokeWidth={1.5} aria-hidden="true" />
        )}
        {other === 'light' ? t('toLight') : t('toDark')}
      </button>
    </footer>
  );
}
