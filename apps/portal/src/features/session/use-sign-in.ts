/** One try to sign in: what is under way, why the last one failed, and how long to wait before the next. */
import { Fault } from '@trainyard/contracts/errors';
import { useCallback, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { connection, useNow } from '../../live/connection.ts';
import { useErrorWords } from '../../ui/use-error-words.ts';
import { type Credential, signIn } from './session.ts';

export interface SignInTry {
  busy: boolean;
  /** Words; null when nothing failed. */
  failure: string | null;
  /** Whole seconds until the server listens again; 0 when it does. */
  wait: number;
  /** True when it worked; the session has changed then. */
  attempt(credential: Credential): Promise<boolean>;
}

export function useSignIn(): SignInTry {
  const { t } = useTranslation('session');
  const say = useErrorWords();
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<string | null>(null);
  const [until, setUntil] = useState(0);
  const now = useNow();
  const attempt = useCallback(
    async (credential: Credential) => {
      setBusy(true);
      setFailure(null);
      try {
        await signIn(credential);
        return true;
      } catch (error) {
        if (error instanceof Fault && error.code === 'TooManyAttempts')
          setUntil(connection.now() + Number(error.params.seconds) * 1_000);
        // The server answers every refusal in JSON; anything else comes from what stands between, or from nobody.
        setFailure(error instanceof Fault ? say(error) : t('unreachable', { url: location.origin }));
        return false;
      } finally {
        setBusy(false);
      }
    },
    [say, t],
  );
  return { busy, failure, wait: Math.max(0, Math.ceil((until - now) / 1_000)), attempt };
}
