import { Button } from '@mui/material';
import { useTranslation } from 'react-i18next';
import { useRouteError } from 'react-router';
import { EmptyState } from '../ui/empty-state.tsx';

/** The last net: a page that failed as a whole says so and can be loaded again. */
export function PageCrash() {
  const { t } = useTranslation();
  const error = useRouteError();
  const message = error instanceof Error ? error.message : String(error);
  return (
    <EmptyState
      whole
      title={t('crash.page')}
      text={t('crash.text', { message })}
      action={<Button onClick={() => location.reload()}>{t('crash.reload')}</Button>}
    />
  );
}
