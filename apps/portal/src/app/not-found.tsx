import { useTranslation } from 'react-i18next';
import { useLocation } from 'react-router';
import { EmptyState } from '../ui/empty-state.tsx';
import { LinkButton } from '../ui/link-button.tsx';

/** An address that names no page. */
export function NotFound() {
  const { t } = useTranslation();
  const { pathname } = useLocation();
  return (
    <EmptyState
      whole
      title={t('notFound.title')}
      text={t('notFound.text', { path: pathname })}
      action={<LinkButton to="/">{t('notFound.back')}</LinkButton>}
    />
  );
}
