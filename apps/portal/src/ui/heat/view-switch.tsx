import { useTranslation } from 'react-i18next';
import { Segmented } from '../form/segmented.tsx';
import { type CellView, cellViews } from './use-cell-view.ts';

/** Map or topology. */
export function ViewSwitch({ view, onChange }: { view: CellView; onChange: (view: CellView) => void }) {
  const { t } = useTranslation('ui');
  return (
    <Segmented
      small
      label={t('heat.view')}
      value={view}
      options={cellViews.map((value) => ({ value, label: t(`heat.views.${value}`) }))}
      onChange={onChange}
    />
  );
}
