import { Button, Checkbox } from '@mui/material';
import { Upload } from 'lucide-react';
import { type ChangeEvent, useId, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useErrorWords } from '../../../ui/use-error-words.ts';
import { useFormat } from '../../../ui/use-format.ts';
import { getIn } from './body.ts';
import { Input } from './field.tsx';
import { textAt, useForm } from './form.ts';
import rows from './rows.module.css';
import { Rows } from './rows.tsx';
import css from './section.module.css';
import { Section } from './section.tsx';
import { fileBytesMost, type JobFileEntry, uploadFile } from './upload.ts';

/** What the job is given, and what it leaves. */
export function FilesSection({ onFiles }: { onFiles: (files: JobFileEntry[]) => void }) {
  const { t } = useTranslation(['jobs', 'submit']);
  const { body, set } = useForm();
  const format = useFormat();
  const [files, inputs, outputs] = ['files', 'inputDirectories', 'outputDirectories'];
  return (
    <Section id="files" title={t('submit:section.files')}>
      <Rows
        field={files}
        title={t('submit:files')}
        help={t('submit:filesHelp', { size: format.bytes(fileBytesMost) })}
        add={t('submit:addText')}
        blank={{ path: '', text: '' }}
        more={<UploadButton onFiles={onFiles} />}
      >
        {(at) => (
          <>
            <Input
              mono
              path={`${files}[${at}].path`}
              name={t('submit:filePath')}
              placeholder={t('submit:filePath')}
              value={textAt(body, [files, at, 'path'])}
              onChange={(text) => set([files, at, 'path'], text)}
            />
            {getIn(body, [files, at, 'sha256']) === undefined ? (
              <Input
                mono
                lines={1}
                path={`${files}[${at}].text`}
                name={t('submit:fileText')}
                placeholder={t('submit:fileText')}
                value={textAt(body, [files, at, 'text'])}
                onChange={(text) => set([files, at, 'text'], text)}
              />
            ) : (
              <span className={css.hash} title={textAt(body, [files, at, 'sha256'])}>
                {textAt(body, [files, at, 'sha256'])}
              </span>
            )}
            {/* biome-ignore lint/a11y/noLabelWithoutControl: the checkbox is inside */}
            <label className={css.check}>
              <Checkbox
                checked={getIn(body, [files, at, 'executable']) === true}
                onChange={(_, on) => set([files, at, 'executable'], on || undefined)}
              />
              {t('submit:executable')}
            </label>
          </>
        )}
      </Rows>
      <Rows
        field={inputs}
        title={t('submit:inputs')}
        help={t('submit:inputsHelp')}
        add={t('submit:addInput')}
        blank={{ id: '', path: '' }}
      >
        {(at) =>
          (['id', 'path'] as const).map((key) => (
            <Input
              key={key}
              mono
              path={`${inputs}[${at}].${key}`}
              name={t(`submit:input.${key}`)}
              placeholder={t(`submit:input.${key}`)}
              value={textAt(body, [inputs, at, key])}
              onChange={(text) => set([inputs, at, key], text)}
            />
          ))
        }
      </Rows>
      <Rows
        field={outputs}
        title={t('submit:outputs')}
        help={t('submit:outputsHelp')}
        add={t('submit:addOutput')}
        blank={{ id: '' }}
      >
        {(at) => (
          <>
            <Input
              mono
              path={`${outputs}[${at}].id`}
              name={t('submit:outputId')}
              placeholder={t('submit:outputId')}
              value={textAt(body, [outputs, at, 'id'])}
              onChange={(text) => set([outputs, at, 'id'], text)}
            />
            <Input
              mono
              path={`${outputs}[${at}].pathSuffix`}
              name={t('submit:outputSuffix')}
              placeholder={t('submit:outputSuffix')}
              value={textAt(body, [outputs, at, 'pathSuffix'])}
              onChange={(text) => set([outputs, at, 'pathSuffix'], text === '' ? undefined : text)}
            />
          </>
        )}
      </Rows>
    </Section>
  );
}

/** Stores chosen files, one after the other; those that fail are named with the reason. */
function UploadButton({ onFiles }: { onFiles: (files: JobFileEntry[]) => void }) {
  const { t } = useTranslation(['jobs', 'submit']);
  const say = useErrorWords();
  const format = useFormat();
  const input = useRef<HTMLInputElement>(null);
  const id = useId();
  const [busy, setBusy] = useState<string | null>(null);
  const [failed, setFailed] = useState<string[]>([]);
  const upload = async (event: ChangeEvent<HTMLInputElement>) => {
    const chosen = [...(event.target.files ?? [])];
    event.target.value = '';
    const problems: string[] = [];
    for (const file of chosen) {
      setBusy(file.name);
      try {
        if (file.size > fileBytesMost) throw new Error(t('submit:tooLarge', { size: format.bytes(fileBytesMost) }));
        onFiles([await uploadFile(file)]);
      } catch (error) {
        problems.push(`${file.name}: ${say(error)}`);
      }
    }
    setBusy(null);
    setFailed(problems);
  };
  return (
    <>
      <input ref={input} id={id} type="file" multiple hidden onChange={(event) => void upload(event)} />
      <Button
        variant="text"
        disabled={busy !== null}
        startIcon={<Upload size={14} strokeWidth={1.5} aria-hidden />}
        onClick={() => input.current?.click()}
      >
        {busy === null ? t('submit:upload') : t('submit:uploading', { name: busy })}
      </Button>
      <span role="status">
        {failed.map((text) => (
          <span key={text} className={rows.fault}>
            {text}
          </span>
        ))}
      </span>
    </>
  );
}
