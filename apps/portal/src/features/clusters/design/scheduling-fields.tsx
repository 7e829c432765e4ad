import { Button } from '@mui/material';
import { Plus, X } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { DurationField } from '../../../ui/form/duration-field.tsx';
import formCss from '../../../ui/form/form.module.css';
import { KeyValueRows } from '../../../ui/form/rows.tsx';
import { ChoiceField } from '../../../ui/form/segmented.tsx';
import { TextInput } from '../../../ui/form/text-input.tsx';
import { emptyQueue, type QueueDraft, type SchedulingDraft } from '../scheduling/draft.ts';
import { resources } from '../scheduling/queue-use.ts';
import css from './design.module.css';
import type { Faults } from './faults.ts';

interface SchedulingFieldsProps {
  value: SchedulingDraft;
  onChange: (value: SchedulingDraft) => void;
  faults: Faults;
}

/** How the jobs of a cluster are ordered, and what they share it by. */
export function SchedulingFields({ value, onChange, faults }: SchedulingFieldsProps) {
  const { t } = useTranslation(['clusters', 'scheduling']);
  const set = (part: Partial<SchedulingDraft>) => onChange({ ...value, ...part });
  return (
    <>
      <Queues queues={value.queues} faults={faults.queues} onChange={(queues) => set({ queues })} />
      <ChoiceField
        label={t('scheduling:settings.fair')}
        value={value.by}
        hint={t(`scheduling:settings.fairMeans.${value.by}`)}
        options={(['user', 'workspace', 'none'] as const).map((by) => ({
          value: by,
          label: t(`scheduling:settings.by.${by}`),
        }))}
        onChange={(by) => set({ by })}
      />
      {value.by !== 'none' && (
        <KeyValueRows
          label={t('scheduling:settings.weights')}
          add={t('scheduling:settings.addWeight')}
          hint={t('scheduling:settings.weightsHint')}
          rows={value.weights}
          faults={faults.rows.weights}
          onChange={(weights) => set({ weights })}
        />
      )}
      <DurationField
        className={css.narrowField}
        label={t('scheduling:settings.ageing')}
        hint={t('scheduling:settings.ageingHint')}
        placeholder={t('scheduling:settings.ageingExample')}
        value={value.ageing}
        fault={faults.fields.ageing}
        onChange={(ageing) => set({ ageing })}
      />
      <ChoiceField
        label={t('scheduling:settings.preemption')}
        value={value.preemption}
        hint={t(`scheduling:settings.${value.preemption}Means`)}
        options={(['off', 'on'] as const).map((one) => ({ value: one, label: t(`scheduling:settings.${one}`) }))}
        onChange={(preemption) => set({ preemption })}
      />
      {value.preemption === 'on' && (
        <DurationField
          className={css.narrowField}
          label={t('scheduling:settings.grace')}
          hint={t('scheduling:settings.graceHint')}
          placeholder={t('scheduling:settings.graceExample')}
          value={value.grace}
          fault={faults.fields.grace}
          onChange={(grace) => set({ grace })}
        />
      )}
    </>
  );
}

interface QueuesProps {
  queues: readonly QueueDraft[];
  faults: Readonly<Record<number, string>>;
  onChange: (queues: QueueDraft[]) => void;
}

function Queues({ queues, faults, onChange }: QueuesProps) {
  const { t } = useTranslation(['clusters', 'scheduling']);
  return (
    <fieldset className={formCss.group}>
      <legend className={formCss.label}>{t('scheduling:settings.queues')}</legend>
      {queues.map((queue, at) => (
        <Queue
          // A queue has no name of its own before it is typed: its place is its identity.
          // biome-ignore lint/suspicious/noArrayIndexKey: queues are edited in place
          key={at}
          queue={queue}
          number={at + 1}
          fault={faults[at]}
          onChange={(next) => onChange(queues.with(at, next))}
          onRemove={() => onChange(queues.filter((_, other) => other !== at))}
        />
      ))}
      <div>
        <Button
          variant="text"
          startIcon={<Plus size={14} strokeWidth={1.5} aria-hidden="true" />}
          onClick={() => onChange([...queues, emptyQueue])}
        >
          {t('scheduling:settings.addQueue')}
        </Button>
      </div>
      <p className={formCss.hint}>{t('scheduling:settings.queuesHint')}</p>
    </fieldset>
  );
}

interface QueueProps {
  queue: QueueDraft;
  number: number;
  fault: string | undefined;
  onChange: (queue: QueueDraft) => void;
  onRemove: () => void;
}

function Queue({ queue, number, fault, onChange, onRemove }: QueueProps) {
  const { t } = useTranslation(['clusters', 'scheduling']);
  const name = queue.name || String(number);
  const set = (part: Partial<QueueDraft>) => onChange({ ...queue, ...part });
  return (
    <div className={css.box}>
      <div className={css.numbers}>
        <TextInput
          label={t('scheduling:settings.queueName')}
          value={queue.name}
          fault={fault}
          onChange={(next) => set({ name: next })}
        />
        <TextInput
          label={t('scheduling:settings.cohort')}
          hint={t('scheduling:settings.cohortHint')}
          value={queue.cohort}
          onChange={(cohort) => set({ cohort })}
        />
      </div>
      <Amounts queue={queue} name={name} onChange={set} />
      <div>
        <Button variant="text" startIcon={<X size={14} strokeWidth={1.5} aria-hidden="true" />} onClick={onRemove}>
          {t('scheduling:settings.removeQueue', { name })}
        </Button>
      </div>
    </div>
  );
}

const kinds = [
  ['nominal', 'own'],
  ['borrow', 'borrow'],
  ['lend', 'lend'],
] as const;

function Amounts({
  queue,
  name,
  onChange,
}: {
  queue: QueueDraft;
  name: string;
  onChange: (part: Partial<QueueDraft>) => void;
}) {
  const { t } = useTranslation(['clusters', 'scheduling']);
  return (
    <table className={css.amounts} aria-label={t('scheduling:settings.amounts', { name })}>
      <thead>
        <tr>
          <td />
          {resources.map((resource) => (
            <th key={resource} scope="col">
              {t(`scheduling:queues.resource.${resource}`, { count: 2 })}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {kinds.map(([kind, word]) => (
          <tr key={kind}>
            <th scope="row">{t(`scheduling:settings.${word}`)}</th>
            {resources.map((resource) => (
              <td key={resource}>
                <input
                  className={formCss.input}
                  inputMode="numeric"
                  autoComplete="off"
                  aria-label={`${t(`scheduling:settings.${word}`)}, ${t(`scheduling:queues.resource.${resource}`, { count: 2 })}`}
                  value={queue[kind][resource]}
                  onChange={(event) => onChange({ [kind]: { ...queue[kind], [resource]: event.target.value } })}
                />
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
