import { Button } from '@mui/material';
import { Fault } from '@trainyard/contracts/errors';
import { ConnectionError } from '@trainyard/sdk/connection-error';
import { useTranslation } from 'react-i18next';
import css from './empty-state.module.css';
import { useErrorWords } from './use-error-words.ts';

interface ErrorStateProps {
  error: unknown;
  /** What happened, where more is known than whether it was refused. */
  title?: string | undefined;
  onRetry?: () => unknown;
}

/** What happened to a question, and what to do about it. */
export function ErrorState({ error, title: given, onRetry }: ErrorStateProps) {
  const { t } = useTranslation('ui');
  const say = useErrorWords();
  const kind = error instanceof Fault ? (error.status === 404 ? 'missing' : 'refused') : 'unreachable';
  const usual = error instanceof ConnectionError || error instanceof Fault ? t(`error.${kind}`) : t('error.unexpected');
  return (
    <div className={`${css.empty} ${css.fail}`} role="alert">
      <p className={css.title}>{given ?? usual}</p>
      <p className={css.text}>{say(error)}</p>
      {onRetry && (
        <div className={css.actions}>
          <Button onClick={() => void onRetry()}>{t('error.retry')}</Button>
        </div>
      )}
    </div>
  );
}
