import { Button } from '@mui/material';
import type { CodeLimits } from '@trainyard/contracts/code-limits';
import type { CodeListing } from '@trainyard/sdk/code-directory';
import { FolderUp } from 'lucide-react';
import { type ChangeEvent, type DragEvent, useId, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Bar } from '../../../../ui/bar.tsx';
import { useErrorWords } from '../../../../ui/use-error-words.ts';
import { useFormat } from '../../../../ui/use-format.ts';
import { shownName } from '../../../files/paths.ts';
import css from './code.module.css';
import { chosenSource, droppedSource } from './sources.ts';
import type { ShippedFile } from './upload-code.ts';
import { useCode } from './use-code.ts';

interface CodeDropProps {
  limits: CodeLimits;
  onShipped: (files: ShippedFile[]) => void;
}

/** Where a code directory is dropped or chosen, and how far it is on its way. */
export function CodeDrop({ limits, onShipped }: CodeDropProps) {
  const { t } = useTranslation(['submit']);
  const format = useFormat();
  const { state, take, cancel } = useCode(limits, onShipped);
  const [over, setOver] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  const id = useId();
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    const source = droppedSource(event.dataTransfer.items);
    if (source !== null) void take(source);
  };
  const choose = (event: ChangeEvent<HTMLInputElement>) => {
    const source = chosenSource([...(event.target.files ?? [])]);
    event.target.value = '';
    if (source !== null) void take(source);
  };
  const busy = state.kind === 'reading' || state.kind === 'sending';
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dropping has a button beside it that does the same
    <div
      className={`${css.drop} ${over ? css.over : ''}`}
      data-drop
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
    >
      <input ref={input} id={id} type="file" multiple hidden {...directoryInput} onChange={choose} />
      <FolderUp size={16} strokeWidth={1.5} className={css.icon} aria-hidden="true" />
      <div className={css.words}>
        <p>{t('submit:code.drop')}</p>
        <p className={css.help}>
          {t('submit:code.help', { files: format.count(limits.files), size: format.bytes(limits.bytes) })}
        </p>
      </div>
      {busy ? (
        <Button onClick={cancel}>{t('submit:code.cancel')}</Button>
      ) : (
        <Button onClick={() => input.current?.click()}>{t('submit:code.choose')}</Button>
      )}
      <div className={css.state} role="status">
        <State state={state} />
      </div>
    </div>
  );
}

/** Every browser knows it, React's types do not. */
const directoryInput = { webkitdirectory: '' } as object;

function State({ state }: { state: ReturnType<typeof useCode>['state'] }) {
  const { t } = useTranslation(['submit']);
  const format = useFormat();
  if (state.kind === 'none') return null;
  if (state.kind === 'failed') return <Failed error={state.error} />;
  const name = shownName(state.name) || t('submit:code.unnamed');
  if (state.kind === 'reading') return t('submit:code.reading', { name });
  if (state.kind === 'done') return <Sum name={name} code={state.code} />;
  const { progress, code } = state;
  const percent = progress === null || progress.bytes === 0 ? 0 : (100 * progress.done) / progress.bytes;
  return (
    <>
      <Sum name={name} code={code} />
      <span className={css.progress} data-moving>
        <Bar className={css.bar} parts={[{ look: 'used', percent }]} />
        {progress === null
          ? t('submit:code.starting')
          : t(`submit:code.${progress.step}`, {
              done: format.bytes(progress.done),
              bytes: format.bytes(progress.bytes),
            })}
      </span>
    </>
  );
}

function Sum({ name, code }: { name: string; code: CodeListing }) {
  const { t } = useTranslation(['submit']);
  const format = useFormat();
  const count = code.files.length;
  const n = format.count(count);
  return (
    <details>
      <summary>
        <bdi>{name}</bdi>
        {`: ${t('submit:code.sum', { count, n, size: format.bytes(code.bytes) })}`}
        {code.others.length > 0 && `, ${t('submit:code.others', { count: code.others.length })}`}
      </summary>
      <ul className={css.files}>
        {code.files.map(({ path, bytes }) => (
          <li key={path}>
            <bdi>{shownName(path)}</bdi>
            <span>{format.bytes(bytes)}</span>
          </li>
        ))}
      </ul>
    </details>
  );
}

function Failed({ error }: { error: unknown }) {
  const { t } = useTranslation(['submit']);
  const say = useErrorWords();
  return <span className={css.failed}>{t('submit:code.failed', { why: say(error) })}</span>;
}
