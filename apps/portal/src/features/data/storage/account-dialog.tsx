import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { StorageAccount } from '@trainyard/contracts/storage-account';
import { useCallback, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { client } from '../../../live/client.ts';
import { keys } from '../../../live/keys.ts';
import { useWorkspaces } from '../../../live/questions.ts';
import { Field } from '../../../ui/form/field.tsx';
import formCss from '../../../ui/form/form.module.css';
import { ChoiceField } from '../../../ui/form/segmented.tsx';
import { TextInput } from '../../../ui/form/text-input.tsx';
import { FormDialog } from '../../clusters/dialogs/form-dialog.tsx';
import css from '../data.module.css';
import { useFaults } from '../use-faults.ts';
import {
  type AccountDraft,
  backingKinds,
  bodyOf,
  emptyAccount,
  type Question,
  questionAt,
  questionsOf,
  typedAccount,
} from './account-draft.ts';

const loadCheck = () => import('../check.ts');
const ofCode = { AlreadyExists: 'name' } as const;

interface AccountDialogProps {
  /** The account to change; null: a new one. */
  account: StorageAccount | null;
  onClose: () => void;
}

/** Says what lies behind the name of a storage account. */
export function AccountDialog({ account, onClose }: AccountDialogProps) {
  const { t } = useTranslation(['data']);
  const queries = useQueryClient();
  const workspaces = useWorkspaces().data ?? [];
  const [draft, setDraft] = useState<AccountDraft>(() => (account === null ? emptyAccount : typedAccount(account)));
  const save = useMutation({
    mutationFn: async () => {
      const { name, ...body } = (await loadCheck()).checkedAccount(bodyOf(draft));
      return account === null
        ? client.call('createStorageAccount', { body: { name, ...body } })
        : client.call('updateStorageAccount', { params: { name: account.name }, body });
    },
    onSuccess: () => {
      void queries.invalidateQueries({ queryKey: keys.storageAccounts() });
      if (account !== null) void queries.invalidateQueries({ queryKey: keys.storageTree(account.name) });
      onClose();
    },
  });
  const questionOf = useCallback((path: string) => questionAt(draft.kind, path), [draft.kind]);
  const faults = useFaults(save.error, questionOf, ofCode);
  const change = (part: Partial<AccountDraft>) => {
    setDraft((last) => ({ ...last, ...part }));
    save.reset();
  };
  return (
    <FormDialog
      title={account === null ? t('data:account.add') : t('data:account.change', { name: account.name })}
      verb={t(account === null ? 'data:account.addVerb' : 'data:account.changeVerb')}
      pending={save.isPending}
      fault={faults.other}
      onSubmit={() => save.mutate()}
      onClose={onClose}
    >
      {account === null && (
        <TextInput
          mono
          autoFocus
          label={t('data:account.ask.name')}
          hint={t('data:account.hint.name')}
          value={draft.name}
          fault={faults.at.name}
          onChange={(name) => change({ name })}
        />
      )}
      <ChoiceField
        label={t('data:account.kind')}
        hint={t(`data:account.means.${draft.kind}`)}
        value={draft.kind}
        options={backingKinds.map((value) => ({ value, label: t(`data:backing.${value}`) }))}
        onChange={(kind) => change({ kind })}
      />
      <div className={css.pairs}>
        {questionsOf[draft.kind].map((question) => (
          <Answer
            key={question.name}
            question={question}
            value={draft[question.name]}
            kept={account !== null && account.backing.kind === draft.kind && hasSecret(account, question)}
            fault={faults.at[question.name]}
            onChange={(text) => change({ [question.name]: text })}
          />
        ))}
      </div>
      <TextInput
        label={t('data:account.ask.workspaces')}
        hint={t('data:account.hint.workspaces')}
        placeholder={workspaces
          .map(({ ref }) => ref)
          .slice(0, 2)
          .join(', ')}
        value={draft.workspaces}
        fault={faults.at.workspaces}
        onChange={(text) => change({ workspaces: text })}
      />
    </FormDialog>
  );
}

const hasSecret = ({ credentials }: StorageAccount, { name, secret }: Question): boolean =>
  secret === true && credentials.includes(name);

interface AnswerProps {
  question: Question;
  value: string;
  /** A secret that is there already: it stays where nothing is typed. */
  kept: boolean;
  fault: string | undefined;
  onChange: (text: string) => void;
}

function Answer({ question: { name, secret, lines }, value, kept, fault, onChange }: AnswerProps) {
  const { t } = useTranslation(['data']);
  const words = {
    label: t(`data:account.ask.${name}`),
    hint: kept ? t('data:account.stays') : t(`data:account.hint.${name}`),
    fault,
  };
  return (
    <Field {...words} className={lines ? css.wide : undefined}>
      {(control) =>
        lines ? (
          <textarea
            {...control}
            className={`${formCss.input} ${formCss.mono} ${css.area}`}
            rows={3}
            autoComplete="off"
            spellCheck={false}
            value={value}
            onChange={(event) => onChange(event.target.value)}
          />
        ) : (
          <input
            {...control}
            className={`${formCss.input} ${formCss.mono}`}
            type={secret ? 'password' : 'text'}
            autoComplete={secret ? 'new-password' : 'off'}
            spellCheck={false}
            value={value}
            onChange={(event) => onChange(event.target.value)}
          />
        )
      }
    </Field>
  );
}
