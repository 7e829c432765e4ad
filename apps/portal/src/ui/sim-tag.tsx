import { useTranslation } from 'react-i18next';
import css from './tag.module.css';

/** Stands beside everything whose numbers come from a simulated source. */
export function SimTag() {
  const { t } = useTranslation('ui');
  return (
    <span className={`${css.tag} ${css.sim}`} title={t('simulated')}>
      {t('sim')}
    </span>
  );
}
