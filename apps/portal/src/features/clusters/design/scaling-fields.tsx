import type { DeallocationOption } from '@trainyard/contracts/cluster';
import { useTranslation } from 'react-i18next';
import { DurationField } from '../../../ui/form/duration-field.tsx';
import { NumberField } from '../../../ui/form/number-field.tsx';
import { readWhole } from '../../../ui/form/read-whole.ts';
import { ChoiceField } from '../../../ui/form/segmented.tsx';
import css from './design.module.css';
import type { Scaling } from './draft.ts';
import type { FieldName } from './faults.ts';

/** 10,000 nodes is the contract's limit of a cluster. */
const most = 10_000;

interface ScalingFieldsProps {
  value: Scaling;
  onChange: (scaling: Scaling) => void;
  faults: Partial<Record<FieldName, string>>;
  /** False where the cluster runs already: there is no start any more. */
  atStart?: boolean;
}

/** How many nodes: a number that people set, or one that follows the jobs. */
export function ScalingFields({ value, onChange, faults, atStart = true }: ScalingFieldsProps) {
  const { t } = useTranslation('clusters');
  const set = (part: Partial<Scaling>) => onChange({ ...value, ...part });
  return (
    <div className={css.stack}>
      <ChoiceField
        label={t('design.nodes')}
        value={value.kind}
        options={[
          { value: 'fixed', label: t('design.fixed') },
          { value: 'auto', label: t('design.auto') },
        ]}
        onChange={(kind) => set({ kind })}
      />
      <div className={css.box}>
        {value.kind === 'fixed' ? (
          <>
            <NumberField
              className={css.narrowField}
              label={t('design.count')}
              value={value.count}
              max={most}
              fault={faults.count}
              onChange={(count) => set({ count })}
            />
            <OnShrink value={value.onShrink} onChange={(onShrink) => set({ onShrink })} />
          </>
        ) : (
          <Automatic value={value} set={set} faults={faults} atStart={atStart} />
        )}
      </div>
    </div>
  );
}

function OnShrink({ value, onChange }: { value: DeallocationOption; onChange: (value: DeallocationOption) => void }) {
  const { t } = useTranslation('clusters');
  return (
    <ChoiceField
      label={t('design.onShrink')}
      value={value}
      hint={t(`shrink.${value}.means`)}
      options={[
        { value: 'requeue', label: t('shrink.requeue.label') },
        { value: 'waitforjobcompletion', label: t('shrink.waitforjobcompletion.label') },
        { value: 'terminate', label: t('shrink.terminate.label') },
      ]}
      onChange={onChange}
    />
  );
}

interface AutomaticProps {
  value: Scaling;
  set: (part: Partial<Scaling>) => void;
  faults: Partial<Record<FieldName, string>>;
  atStart: boolean;
}

function Automatic({ value, set, faults, atStart }: AutomaticProps) {
  const { t } = useTranslation('clusters');
  return (
    <>
      <div className={css.numbers}>
        <NumberField
          label={t('design.least')}
          value={value.least}
          max={most}
          fault={faults.least}
          onChange={(least) => set({ least })}
        />
        <NumberField
          label={t('design.most')}
          value={value.most}
          max={most}
          fault={faults.most}
          onChange={(next) => set({ most: next })}
        />
        {atStart && (
          <NumberField
            label={t('design.start')}
            value={value.start}
            max={most}
            fault={faults.start}
            onChange={(start) => set({ start })}
          />
        )}
      </div>
      <DurationField
        className={css.narrowField}
        label={t('design.idle')}
        value={value.idle}
        placeholder={t('design.idleExample')}
        hint={t('design.idleHint')}
        fault={faults.idle}
        onChange={(idle) => set({ idle })}
      />
      <p className={css.note}>
        {readWhole(value.least) === 0 ? t('design.autoFromZero') : t('design.autoMeans', { least: value.least })}
      </p>
    </>
  );
}
