import { useMutation } from '@tanstack/react-query';
import type { Cluster } from '@trainyard/contracts/cluster';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { client } from '../../../live/client.ts';
import { connection } from '../../../live/connection.ts';
import { useWorkspaces } from '../../../live/questions.ts';
import { Field } from '../../../ui/form/field.tsx';
import formCss from '../../../ui/form/form.module.css';
import { NumberField } from '../../../ui/form/number-field.tsx';
import { ChoiceField } from '../../../ui/form/segmented.tsx';
import { TextInput } from '../../../ui/form/text-input.tsx';
import { useErrorWords } from '../../../ui/use-error-words.ts';
import { type ReservationDraft, type ReservationFaults, readReservation } from '../scheduling/reservation-draft.ts';
import { FormDialog } from './form-dialog.tsx';

/** Keeps nodes of a cluster for a workspace, or for nobody, for a time. */
export function ReserveDialog({ cluster, onClose }: { cluster: Cluster; onClose: () => void }) {
  const { t } = useTranslation(['clusters', 'scheduling']);
  const words = useErrorWords();
  const { workspace, name } = cluster;
  const [draft, setDraft] = useState<ReservationDraft>({ name: '', nodes: '1', workspace, from: '', to: '' });
  const [faults, setFaults] = useState<ReservationFaults>({});
  const workspaces = useWorkspaces().data?.map(({ ref }) => ref) ?? [workspace];
  const reserve = useMutation({
    mutationFn: (body: Parameters<typeof client.call<'createReservation'>>[1]['body']) =>
      client.call('createReservation', { params: { workspace, name }, body }),
    onSuccess: onClose,
  });
  const set = (part: Partial<ReservationDraft>) => {
    setDraft((last) => ({ ...last, ...part }));
    setFaults({});
    reserve.reset();
  };
  const submit = () => {
    const read = readReservation(draft, connection.now());
    if ('faults' in read) setFaults(read.faults);
    else reserve.mutate(read.body);
  };
  const kind = draft.workspace === '' ? 'nobody' : 'workspace';
  return (
    <FormDialog
      title={t('scheduling:reservations.dialog', { name })}
      verb={t('scheduling:reservations.verbPlain')}
      pending={reserve.isPending}
      fault={reserve.error === null ? undefined : words(reserve.error)}
      onSubmit={submit}
      onClose={onClose}
    >
      <TextInput
        label={t('scheduling:reservations.name')}
        hint={t('scheduling:reservations.nameHint')}
        value={draft.name}
        fault={faults.name && t('scheduling:reservations.faultName')}
        autoFocus
        onChange={(next) => set({ name: next })}
      />
      <NumberField
        label={t('scheduling:reservations.nodes')}
        value={draft.nodes}
        min={1}
        max={10_000}
        fault={faults.nodes && t('scheduling:reservations.faultNodes')}
        onChange={(nodes) => set({ nodes })}
      />
      <ChoiceField
        label={t('scheduling:reservations.whom')}
        value={kind}
        hint={t(`scheduling:reservations.${kind}Means`)}
        options={(['workspace', 'nobody'] as const).map((value) => ({
          value,
          label: t(`scheduling:reservations.${value}Only`),
        }))}
        onChange={(value) => set({ workspace: value === 'nobody' ? '' : workspace })}
      />
      {kind === 'workspace' && (
        <Field label={t('scheduling:reservations.workspace')}>
          {(control) => (
            <select
              {...control}
              className={formCss.input}
              value={draft.workspace}
              onChange={(event) => set({ workspace: event.target.value })}
            >
              {workspaces.map((ref) => (
                <option key={ref} value={ref}>
                  {ref}
                </option>
              ))}
            </select>
          )}
        </Field>
      )}
      <Time
        label={t('scheduling:reservations.from')}
        hint={t('scheduling:reservations.fromHint')}
        value={draft.from}
        onChange={(from) => set({ from })}
      />
      <Time
        label={t('scheduling:reservations.to')}
        hint={t('scheduling:reservations.toHint')}
        value={draft.to}
        fault={faults.to && t('scheduling:reservations.faultTo')}
        onChange={(to) => set({ to })}
      />
    </FormDialog>
  );
}

interface TimeProps {
  label: string;
  hint: string;
  value: string;
  fault?: string | undefined;
  onChange: (value: string) => void;
}

function Time({ value, onChange, ...field }: TimeProps) {
  return (
    <Field {...field}>
      {(control) => (
        <input
          {...control}
          type="datetime-local"
          className={formCss.input}
          value={value}
          onChange={(event) => onChange(event.target.value)}
        />
      )}
    </Field>
  );
}
