import { Button } from '@mui/material';
import { ArrowUp } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import css from './new-above.module.css';

/** Says how many rows wait while the order is held, and shows them. */
export function NewAbove({ count, onShow }: { count: number; onShow: () => void }) {
  const { t } = useTranslation('ui');
  return (
    <div className={css.pill} role="status">
      {count > 0 && (
        <Button startIcon={<ArrowUp size={14} strokeWidth={1.5} aria-hidden />} onClick={onShow}>
          {t('table.newAbove', { count })}
        </Button>
      )}
    </div>
  );
}
