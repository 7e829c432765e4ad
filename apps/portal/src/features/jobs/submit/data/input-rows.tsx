import { MenuItem, TextField } from '@mui/material';
import { useTranslation } from 'react-i18next';
import { getIn } from '../body.ts';
import { Input } from '../field.tsx';
import { fieldId, textAt, useForm } from '../form.ts';
import { Rows } from '../rows.tsx';
import css from './data.module.css';

const inputs = 'inputDirectories';

/** Directories that the job reads: a path, or what another job left. */
export function InputRows() {
  const { t } = useTranslation(['jobs', 'submit']);
  const { body, set } = useForm();
  return (
    <Rows
      field={inputs}
      title={t('submit:inputs')}
      help={t('submit:inputsHelp')}
      add={t('submit:addInput')}
      blank={{ id: '', path: '' }}
      deeper={['from.job', 'from.directory', 'from.experiment']}
    >
      {(at) => {
        const fromJob = getIn(body, [inputs, at, 'from']) !== undefined;
        const id = textAt(body, [inputs, at, 'id']);
        const choose = (kind: string) =>
          set([inputs, at], kind === 'job' ? { id, from: { job: '', directory: '' } } : { id, path: '' });
        return (
          <>
            <Input
              mono
              path={`${inputs}[${at}].id`}
              name={t('submit:input.id')}
              placeholder={t('submit:input.id')}
              value={id}
              onChange={(text) => set([inputs, at, 'id'], text)}
            />
            <TextField
              select
              className={css.kind ?? ''}
              value={fromJob ? 'job' : 'path'}
              onChange={(event) => choose(event.target.value)}
              slotProps={{
                select: {
                  SelectDisplayProps: { id: fieldId(`${inputs}[${at}].kind`), 'aria-label': t('submit:inputKind') },
                },
              }}
            >
              <MenuItem value="path">{t('submit:inputPath')}</MenuItem>
              <MenuItem value="job">{t('submit:inputJob')}</MenuItem>
            </TextField>
            {fromJob ? (
              <FromJob at={at} />
            ) : (
              <Input
                mono
                path={`${inputs}[${at}].path`}
                name={t('submit:input.path')}
                placeholder={t('submit:input.path')}
                list="mounted-paths"
                value={textAt(body, [inputs, at, 'path'])}
                onChange={(text) => set([inputs, at, 'path'], text)}
              />
            )}
          </>
        );
      }}
    </Rows>
  );
}

/** An output directory of another job, of the same experiment unless one is named. */
function FromJob({ at }: { at: number }) {
  const { t } = useTranslation(['jobs', 'submit']);
  const { body, set } = useForm();
  return (
    <>
      {(['experiment', 'job', 'directory'] as const).map((key) => (
        <Input
          key={key}
          mono={key === 'directory'}
          path={`${inputs}[${at}].from.${key}`}
          name={t(`submit:inputFrom.${key}`)}
          placeholder={t(`submit:inputFromHint.${key}`)}
          value={textAt(body, [inputs, at, 'from', key])}
          onChange={(text) => set([inputs, at, 'from', key], key === 'experiment' && text === '' ? undefined : text)}
        />
      ))}
    </>
  );
}
