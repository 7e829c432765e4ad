import { Button } from '@mui/material';
import { Fault } from '@trainyard/contracts/errors';
import { ConnectionError } from '@trainyard/sdk/connection-error';
import { useTranslation } from 'react-i18next';
import css from './empty-state.module.css';
import { useErrorWords } from './use-error-words.ts';

interface ErrorStateProps {
  error: unknown;
  onRetry?: () => unknown;
}

/** What happened to a question, and what to do about it. */
export function ErrorState({ error, onRetry }: ErrorStateProps) {
  const { t } = useTranslation('ui');
  const say = useErrorWords();
  const kind = error instanceof Fault ? (error.status === 404 ? 'missing' : 'refused') : 'unreachable';
  const title = error instanceof ConnectionError || error instanceof Fault ? t(`error.${kind}`) : t('error.unexpected');
  return (
    <div className={`${css.empty} ${css.fail}`} role="alert">
      <p className={css.title}>{title}</p>
      <p className={css.text}>{say(error)}</p>
      {onRetry && (
        <div className={css.actions}>
          <Button onClick={() => void onRetry()}>{t('error.retry')}</Button>
        </div>
      )}
    </div>
  );
}
