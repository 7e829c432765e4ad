/** The door from outside: with the link that the server prints, or with a token. */
import { useQuery } from '@tanstack/react-query';
import { KeyRound, Terminal } from 'lucide-react';
import { useCallback, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate, useSearchParams } from 'react-router';
import { Mark } from '../../app/shell/brand.tsx';
import { useCrumbs } from '../../app/shell/crumbs.tsx';
import { keys } from '../../live/keys.ts';
import { returnPath } from './return-path.ts';
import css from './session.module.css';
import { findSession, signIn, useSession } from './session.ts';
import { SignInFoot } from './sign-in-foot.tsx';
import { TokenForm } from './token-form.tsx';
import { Yard } from './yard.tsx';

/** A link counts once, so each is tried once, however often the page is drawn. */
const tried = new Map<string, Promise<void>>();

function useLink(link: string): boolean {
  const [failed, setFailed] = useState(false);
  useEffect(() => {
    let trying = tried.get(link);
    if (trying === undefined) {
      trying = signIn({ link });
      tried.set(link, trying);
    }
    let gone = false;
    trying
      // A link that was used before may have left a session that still counts: whoever has it is in.
      .catch(async () => (await findSession()).kind === 'in' || setFailed(!gone))
      .catch(() => setFailed(!gone));
    return () => {
      gone = true;
    };
  }, [link]);
  return failed;
}

export function Page() {
  const { t } = useTranslation(['session', 'app']);
  const session = useSession();
  const navigate = useNavigate();
  const [search] = useSearchParams();
  const link = search.get('link');
  const to = returnPath(search.get('to'));
  useCrumbs({ label: t('title') });
  const done = useCallback(() => void navigate(to, { replace: true }), [navigate, to]);
  const asked = useQuery({ queryKey: keys.session(), queryFn: findSession, enabled: link === null, retry: false });
  // Whoever is in already goes on without seeing a form; when nobody answers, the form may be filled meanwhile.
  const open = session.kind === 'out' || asked.isError;
  useEffect(() => {
    if (session.kind === 'in') done();
  }, [session.kind, done]);
  return (
    <div className={css.page}>
      <main className={css.left}>
        <p className={css.brand}>
          <Mark size={24} />
          {t('app:product')}
        </p>
        <div className={css.box}>
          {link === null ? open && <WithToken onDone={done} /> : <WithLink link={link} onDone={done} />}
        </div>
        <SignInFoot />
      </main>
      <div className={css.right}>
        <Yard />
      </div>
    </div>
  );
}

function WithLink({ link, onDone }: { link: string; onDone: () => void }) {
  const { t } = useTranslation(['session', 'app']);
  const failed = useLink(link);
  if (failed) {
    return (
      <>
        <div className={css.failure} role="alert">
          <b>{t('linkFailed')}</b>
          <span>{t('linkFailedText')}</span>
        </div>
        <WithToken onDone={onDone} />
      </>
    );
  }
  return (
    <div role="status">
      <h1>{t('linkTitle')}</h1>
      <p className={css.lead}>{t('linkLead')}</p>
    </div>
  );
}

function WithToken({ onDone }: { onDone: () => void }) {
  const { t } = useTranslation(['session', 'app']);
  return (
    <>
      <h1>{t('title')}</h1>
      <p className={css.lead}>{t('lead')}</p>
      <TokenForm onDone={onDone} />
      <dl className={css.where}>
        <div>
          <KeyRound size={14} strokeWidth={1.5} aria-hidden="true" />
          <dt>{t('whereTitle')}</dt>
          <dd>
            {t('whereFile')} <code>{'.trainyard/admin.token'}</code>
          </dd>
          <dd>{t('whereLink')}</dd>
        </div>
        <div>
          <Terminal size={14} strokeWidth={1.5} aria-hidden="true" />
          <dt>{t('cliTitle')}</dt>
          <dd>
            <code>{`npx trainyard login ${location.origin}`}</code>
          </dd>
        </div>
      </dl>
    </>
  );
}
