import { useTranslation } from 'react-i18next';
import { KeyValueRows, SecretRows } from '../../../ui/form/rows.tsx';
import { ChoiceField } from '../../../ui/form/segmented.tsx';
import { TextInput } from '../../../ui/form/text-input.tsx';
import css from './design.module.css';
import { LabelsAndPrice, SchedulingPart, VolumesPart } from './design-parts.tsx';
import type { Draft } from './draft.ts';
import type { Faults } from './faults.ts';
import { ScalingFields } from './scaling-fields.tsx';
import { SizePicker } from './size-picker.tsx';

interface DesignFormProps {
  draft: Draft;
  change: (part: Partial<Draft>) => void;
  faults: Faults;
}

/** The questions of a cluster, from what it is to what every node does first. */
export function DesignForm({ draft, change, faults }: DesignFormProps) {
  const { fields, rows } = faults;
  const { t } = useTranslation('clusters');
  return (
    <div className={css.form}>
      <TextInput
        label={t('design.name')}
        hint={t('design.nameHint')}
        value={draft.name}
        fault={fields.name}
        autoFocus
        onChange={(name) => change({ name })}
      />
      <SizePicker value={draft.vmSize} fault={fields.vmSize} onChange={(vmSize) => change({ vmSize })} />
      <ChoiceField
        label={t('design.priority')}
        value={draft.vmPriority}
        hint={t(`priority.${draft.vmPriority}.means`)}
        options={[
          { value: 'dedicated', label: t('priority.dedicated.label') },
          { value: 'lowpriority', label: t('priority.lowpriority.label') },
        ]}
        onChange={(vmPriority) => change({ vmPriority })}
      />
      <ScalingFields value={draft.scaling} faults={fields} onChange={(scaling) => change({ scaling })} />
      <TextInput
        mono
        rows={2}
        label={t('design.command')}
        hint={t('design.commandHint')}
        value={draft.command}
        fault={fields.command}
        onChange={(command) => change({ command })}
      />
      <KeyValueRows
        label={t('design.env')}
        add={t('design.addEnv')}
        rows={draft.env}
        faults={rows.env}
        onChange={(env) => change({ env })}
      />
      <SecretRows
        label={t('design.secrets')}
        add={t('design.addSecret')}
        hint={t('design.secretsHint')}
        rows={draft.secrets}
        faults={rows.secrets}
        onChange={(secrets) => change({ secrets })}
      />
      <VolumesPart draft={draft} change={change} faults={faults} />
      <KeyValueRows
        label={t('design.tags')}
        add={t('design.addTag')}
        rows={draft.tags}
        faults={rows.tags}
        onChange={(tags) => change({ tags })}
      />
      <SchedulingPart draft={draft} change={change} faults={faults} />
      <LabelsAndPrice draft={draft} change={change} faults={faults} />
    </div>
  );
}
