import { useTranslation } from 'react-i18next';
import { DurationField } from '../../../ui/form/duration-field.tsx';
import { TextInput } from '../../../ui/form/text-input.tsx';
import type { PriceDraft, ReclaimDraft } from '../scheduling/draft.ts';
import css from './design.module.css';
import type { Faults } from './faults.ts';

interface FieldsProps<T> {
  value: T;
  onChange: (value: T) => void;
  faults: Faults['fields'];
}

/** What a node costs. */
export function PriceFields({ value, onChange, faults }: FieldsProps<PriceDraft>) {
  const { t } = useTranslation(['clusters', 'scheduling']);
  return (
    <div className={css.numbers}>
      <TextInput
        label={t('scheduling:price.amount')}
        hint={t('scheduling:price.amountHint')}
        value={value.amount}
        fault={faults.price}
        onChange={(amount) => onChange({ ...value, amount })}
      />
      <TextInput
        label={t('scheduling:price.currency')}
        hint={t('scheduling:price.currencyHint')}
        value={value.currency}
        fault={faults.currency}
        onChange={(currency) => onChange({ ...value, currency })}
      />
    </div>
  );
}

/** How low-priority nodes are taken back. */
export function ReclaimFields({ value, onChange, faults }: FieldsProps<ReclaimDraft>) {
  const { t } = useTranslation(['clusters', 'scheduling']);
  return (
    <div className={css.numbers}>
      <TextInput
        label={t('scheduling:settings.reclaims')}
        hint={t('scheduling:settings.reclaimsHint')}
        value={value.rate}
        fault={faults.reclaims}
        onChange={(rate) => onChange({ ...value, rate })}
      />
      <DurationField
        label={t('scheduling:settings.notice')}
        hint={t('scheduling:settings.noticeHint')}
        placeholder={t('scheduling:settings.noticeExample')}
        value={value.notice}
        fault={faults.notice}
        onChange={(notice) => onChange({ ...value, notice })}
      />
    </div>
  );
}
