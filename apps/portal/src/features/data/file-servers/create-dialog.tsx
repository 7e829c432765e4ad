import { useMutation, useQueryClient } from '@tanstack/react-query';
import { nodeSizes } from '@trainyard/contracts/node-sizes';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { client } from '../../../live/client.ts';
import { keys } from '../../../live/keys.ts';
import { Field } from '../../../ui/form/field.tsx';
import formCss from '../../../ui/form/form.module.css';
import { NumberField } from '../../../ui/form/number-field.tsx';
import { ChoiceField } from '../../../ui/form/segmented.tsx';
import { useFormat } from '../../../ui/use-format.ts';
import { FormDialog } from '../../clusters/dialogs/form-dialog.tsx';
import css from '../data.module.css';
import { useFaults } from '../use-faults.ts';
import {
  bodyOf,
  bytesOf,
  cachings,
  diskTypes,
  emptyServer,
  questionAt,
  type ServerDraft,
  type ServerQuestion,
} from './server-draft.ts';

const loadCheck = () => import('../check.ts');
const ofCode = { AlreadyExists: 'name', UnknownVmSize: 'vmSize' } as const;
const sizesId = 'file-server-sizes';

/** Creates a file server with the questions of Batch AI. */
export function CreateDialog({ workspace, onClose }: { workspace: string; onClose: () => void }) {
  const { t } = useTranslation(['data']);
  const format = useFormat();
  const queries = useQueryClient();
  const [draft, setDraft] = useState<ServerDraft>(emptyServer);
  const create = useMutation({
    mutationFn: async () => {
      const body = (await loadCheck()).checkedFileServer(bodyOf(draft));
      return client.call('createFileServer', { params: { workspace }, body });
    },
    onSuccess: () => {
      void queries.invalidateQueries({ queryKey: keys.fileServers(workspace) });
      onClose();
    },
  });
  const { at, other } = useFaults(create.error, questionAt, ofCode);
  const change = (part: Partial<ServerDraft>) => {
    setDraft((last) => ({ ...last, ...part }));
    create.reset();
  };
  const bytes = bytesOf(draft);
  const text = (name: ServerQuestion, more: { type?: string; list?: string; wide?: boolean } = {}) => (
    <Field
      label={t(`data:server.ask.${name}`)}
      hint={t(`data:server.hint.${name}`)}
      fault={at[name]}
      className={more.wide ? css.wide : undefined}
    >
      {(control) => (
        <input
          {...control}
          className={`${formCss.input} ${formCss.mono}`}
          type={more.type ?? 'text'}
          list={more.list}
          autoComplete={more.type === 'password' ? 'new-password' : 'off'}
          spellCheck={false}
          value={draft[name]}
          onChange={(event) => change({ [name]: event.target.value })}
        />
      )}
    </Field>
  );
  return (
    <FormDialog
      title={t('data:server.create')}
      verb={t('data:server.createVerb')}
      pending={create.isPending}
      fault={other}
      onSubmit={() => create.mutate()}
      onClose={onClose}
    >
      <div className={css.pairs}>
        {text('name')}
        {text('vmSize', { list: sizesId })}
        <NumberField
          label={t('data:server.ask.diskSize')}
          hint={bytes === null ? undefined : t('data:server.holds', { size: format.bytes(bytes) })}
          value={draft.diskSize}
          min={1}
          max={65_536}
          fault={at.diskSize}
          onChange={(diskSize) => change({ diskSize })}
        />
        <NumberField
          label={t('data:server.ask.diskCount')}
          hint={t('data:server.hint.diskCount')}
          value={draft.diskCount}
          min={1}
          max={64}
          fault={at.diskCount}
          onChange={(diskCount) => change({ diskCount })}
        />
        <ChoiceField
          label={t('data:server.ask.diskType')}
          fault={at.diskType}
          value={draft.diskType}
          options={diskTypes.map((value) => ({ value, label: t(`data:server.diskTypes.${value}`) }))}
          onChange={(diskType) => change({ diskType })}
        />
        <ChoiceField
          label={t('data:server.ask.caching')}
          fault={at.caching}
          value={draft.caching}
          options={cachings.map((value) => ({ value, label: t(`data:server.cachings.${value}`) }))}
          onChange={(caching) => change({ caching })}
        />
        {text('user')}
        {text('password', { type: 'password' })}
        {text('publicKey', { wide: true })}
        {text('addresses')}
        {text('subnet')}
      </div>
      <datalist id={sizesId}>
        {nodeSizes.map(({ name }) => (
          <option key={name} value={name} />
        ))}
      </datalist>
    </FormDialog>
  );
}
