import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { Limit, LimitAmounts } from '@trainyard/contracts/limits';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { client } from '../../live/client.ts';
import { keys } from '../../live/keys.ts';
import { useWorkspaces } from '../../live/questions.ts';
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx';
import { Field } from '../../ui/form/field.tsx';
import formCss from '../../ui/form/form.module.css';
import { ChoiceField } from '../../ui/form/segmented.tsx';
import { TextInput } from '../../ui/form/text-input.tsx';
import { useErrorWords } from '../../ui/use-error-words.ts';
import { amountNames, emptyLimit, type LimitDraft, type LimitFaults, readLimit, typedLimit } from './limit-draft.ts';
import css from './limits.module.css';

interface LimitDialogProps {
  /** The limit to change; null: a new one. */
  limit: Limit | null;
  onClose: () => void;
}

/** Sets what a workspace or a user may use at once. */
export function LimitDialog({ limit, onClose }: LimitDialogProps) {
  const { t } = useTranslation('limits');
  const words = useErrorWords();
  const queries = useQueryClient();
  const workspaces = useWorkspaces().data ?? [];
  const [draft, setDraft] = useState<LimitDraft>(() => (limit === null ? emptyLimit : typedLimit(limit)));
  const [faults, setFaults] = useState<LimitFaults>({});
  const set = useMutation({
    mutationFn: (body: LimitAmounts) =>
      client.call('setLimit', { params: { scope: draft.scope, name: draft.name.trim() }, body }),
    onSuccess: () => {
      void queries.invalidateQueries({ queryKey: keys.limits() });
      onClose();
    },
  });
  const change = (part: Partial<LimitDraft>) => {
    setDraft((last) => ({ ...last, ...part }));
    setFaults({});
    set.reset();
  };
  const submit = () => {
    const read = readLimit(draft);
    if ('faults' in read) setFaults(read.faults);
    else set.mutate(read.limits);
  };
  return (
    <ConfirmDialog
      title={limit === null ? t('dialog.set') : t('dialog.change', { name: limit.name })}
      confirm={t('dialog.verb')}
      busy={set.isPending}
      error={set.error !== null ? words(set.error) : faults.none ? t('dialog.faultNone') : null}
      onConfirm={submit}
      onClose={onClose}
    >
      <div className={css.form}>
        {limit === null && (
          <>
            <ChoiceField
              label={t('dialog.whom')}
              value={draft.scope}
              options={(['workspace', 'user'] as const).map((value) => ({ value, label: t(`dialog.${value}`) }))}
              onChange={(scope) => change({ scope })}
            />
            <Field
              label={t(`dialog.${draft.scope}Name`)}
              hint={t('dialog.nameHint')}
              fault={faults.name && t('dialog.faultName')}
            >
              {(control) => (
                <input
                  {...control}
                  className={formCss.input}
                  list="limit-names"
                  autoComplete="off"
                  spellCheck={false}
                  value={draft.name}
                  onChange={(event) => change({ name: event.target.value })}
                />
              )}
            </Field>
            <datalist id="limit-names">
              {draft.scope === 'workspace' && workspaces.map(({ uid, ref }) => <option key={uid} value={ref} />)}
            </datalist>
          </>
        )}
        <div className={css.amounts}>
          {amountNames.map((name) => (
            <TextInput
              key={name}
              label={t(`amounts.${name}`)}
              hint={t(name === 'waiting' ? 'dialog.waitingHint' : 'dialog.amountHint')}
              value={draft.amounts[name]}
              fault={faults[name] && t('dialog.faultAmount')}
              onChange={(value) => change({ amounts: { ...draft.amounts, [name]: value } })}
            />
          ))}
        </div>
      </div>
    </ConfirmDialog>
  );
}
