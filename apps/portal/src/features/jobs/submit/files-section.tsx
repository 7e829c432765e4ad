import { Button, Checkbox } from '@mui/material';
import { Upload } from 'lucide-react';
import { type ChangeEvent, useId, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useCodeLimits } from '../../../live/storage-questions.ts';
import { useErrorWords } from '../../../ui/use-error-words.ts';
import { useFormat } from '../../../ui/use-format.ts';
import { shownName } from '../../files/paths.ts';
import { getIn } from './body.ts';
import code from './code/code.module.css';
import { CodeDrop } from './code/code-drop.tsx';
import { Input } from './field.tsx';
import { textAt, useForm } from './form.ts';
import rows from './rows.module.css';
import { Rows } from './rows.tsx';
import css from './section.module.css';
import { Section } from './section.tsx';
import { isShipped, shippedOf, withoutShipped } from './shipped.ts';
import { fileBytesMost, type JobFileEntry, uploadFile } from './upload.ts';

/** More shipped files are shown together. */
const rowsMost = 20;

/** The files that are shipped with the job. */
export function FilesSection({ onFiles }: { onFiles: (files: JobFileEntry[]) => void }) {
  const { t } = useTranslation(['jobs', 'submit']);
  const { body, set } = useForm();
  const format = useFormat();
  const files = 'files';
  const limits = useCodeLimits().data;
  const shipped = useMemo(() => shippedOf(body), [body]);
  const together = shipped.length > rowsMost;
  return (
    <Section id="files" title={t('submit:section.files')} note={t('submit:section.filesNote')}>
      {limits !== undefined && <CodeDrop limits={limits} onShipped={onFiles} />}
      {together && <Shipped files={shipped} onRemove={() => set([files], withoutShipped(body))} />}
      <Rows
        field={files}
        title={t('submit:files')}
        help={t('submit:filesHelp', { size: format.bytes(fileBytesMost) })}
        add={t('submit:addText')}
        blank={{ path: '', text: '' }}
        {...(together ? { skips: isShipped } : {})}
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
    </Section>
  );
}

/** Files that were shipped together: too many for a row each. */
function Shipped({ files, onRemove }: { files: readonly JobFileEntry[]; onRemove: () => void }) {
  const { t } = useTranslation(['jobs', 'submit']);
  const count = files.length;
  return (
    <div className={code.shipped}>
      <details>
        <summary>{t('submit:code.shipped', { count })}</summary>
        <ul className={code.files}>
          {files.map(({ path }) => (
            <li key={path}>
              <bdi>{shownName(path)}</bdi>
            </li>
          ))}
        </ul>
      </details>
      <Button variant="text" onClick={onRemove}>
        {t('submit:code.remove', { count })}
      </Button>
    </div>
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
