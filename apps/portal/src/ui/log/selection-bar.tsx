import { useTranslation } from 'react-i18next';
import { useFormat } from '../use-format.ts';
import css from './selection-bar.module.css';

interface SelectionBarProps {
  count: number;
  /** The address of the selection; undefined where the page has none. */
  link: string | undefined;
  /** Only hits are shown: the lines around can be. */
  only: boolean;
  onCopy(): void;
  onLink(): void;
  onDownload(): void;
  onContext(): void;
  onClear(): void;
}

/** What can be done with selected lines. */
export function SelectionBar(props: SelectionBarProps) {
  const { t } = useTranslation('ui');
  const format = useFormat();
  const { count, link, only } = props;
  return (
    <div className={css.bar} role="toolbar" aria-label={t('log.selection')}>
      <span>{t('log.selected', { count, n: format.count(count) })}</span>
      <button type="button" onClick={props.onCopy}>
        {t('log.copyLines', { count, n: format.count(count) })}
      </button>
      {link !== undefined && (
        <button type="button" onClick={props.onLink} data-link={link}>
          {t('log.copyLink')}
        </button>
      )}
      <button type="button" onClick={props.onDownload}>
        {t('log.saveSelection')}
      </button>
      {only && (
        <button type="button" onClick={props.onContext}>
          {t('log.context')}
        </button>
      )}
      <button type="button" onClick={props.onClear}>
        {t('log.clear')}
      </button>
    </div>
  );
}
