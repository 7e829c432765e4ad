import { Button, Checkbox, IconButton } from '@mui/material';
import type { VolumeKind } from '@trainyard/contracts/volumes';
import { Plus, X } from 'lucide-react';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { Field } from '../../ui/form/field.tsx';
import formCss from '../../ui/form/form.module.css';
import { offeredKinds, type VolumeField, volumeFields } from './fields.ts';
import css from './volumes.module.css';
import {
  addRow,
  removeRow,
  replaceRow,
  rowsOf,
  textIn,
  type VolumeRow,
  type VolumesBody,
  withText,
} from './volumes-body.ts';

/** Names that the workspace knows. */
export interface VolumeChoices {
  accounts: readonly string[];
  servers: readonly string[];
}

export interface VolumesEditorProps {
  /** The `mountVolumes` of the body, with what keys are known. */
  value: unknown;
  onChange: (next: VolumesBody | undefined) => void;
  /** What is wrong at a path from here, such as `fileServers[0].relativeMountPath`. */
  faultAt: (path: string) => string | undefined;
  /** A field was left. */
  onLeave?: (path: string) => void;
  /** Id of the control of a path, so that a fault can lead to it. */
  idOf: (path: string) => string;
  /** The variable under which they appear. */
  root: string;
  choices: VolumeChoices;
}

/** The volumes of a job or of the nodes of a cluster: entries of five kinds, each with its own questions. */
export function VolumesEditor(props: VolumesEditorProps) {
  const { value, onChange, choices } = props;
  const { t } = useTranslation(['volumes']);
  const id = useId();
  return (
    <div className={css.editor}>
      {offeredKinds.map((kind) =>
        rowsOf(value, kind).map((row, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: an entry has no identity but its place
          <Entry key={`${kind} ${at}`} {...props} kind={kind} at={at} row={row} lists={id} />
        )),
      )}
      <div className={css.add}>
        {offeredKinds.map((kind) => (
          <Button
            key={kind}
            variant="text"
            startIcon={<Plus size={14} strokeWidth={1.5} aria-hidden />}
            onClick={() => onChange(addRow(value, kind))}
          >
            {t(`volumes:kinds.${kind}`)}
          </Button>
        ))}
      </div>
      {(['accounts', 'servers'] as const).map((list) => (
        <datalist key={list} id={`${id}-${list}`}>
          {choices[list].map((name) => (
            <option key={name} value={name} />
          ))}
        </datalist>
      ))}
    </div>
  );
}

interface EntryProps extends VolumesEditorProps {
  kind: VolumeKind;
  at: number;
  row: VolumeRow;
  /** Ids of the lists of names begin so. */
  lists: string;
}

function Entry({ kind, at, row, lists, ...props }: EntryProps) {
  const { value, onChange, faultAt, onLeave, idOf, root } = props;
  const { t } = useTranslation(['volumes']);
  const here = `${kind}[${at}]`;
  const title = t(`volumes:kinds.${kind}`);
  const mounted = textIn(row, 'relativeMountPath');
  const change = (next: VolumeRow) => onChange(replaceRow(value, kind, at, next));
  const hintOf = ({ question }: VolumeField) =>
    question === 'at' && mounted !== ''
      ? t('volumes:foundAt', { path: `${root}/${mounted}` })
      : t(`volumes:hint.${question}`);
  return (
    <fieldset className={css.entry} id={idOf(here)} tabIndex={-1}>
      <legend className="visually-hidden">{`${title} ${at + 1}`}</legend>
      <p className={css.kind}>
        <span>{title}</span>
        <span className={css.fault}>{faultAt(here)}</span>
        <IconButton
          aria-label={t('volumes:remove', { title, at: at + 1 })}
          onClick={() => onChange(removeRow(value, kind, at))}
        >
          <X size={14} strokeWidth={1.5} aria-hidden />
        </IconButton>
      </p>
      <div className={css.fields}>
        {volumeFields[kind].map((field) => (
          <Field
            key={field.path}
            id={idOf(`${here}.${field.path}`)}
            className={field.wide ? css.wide : undefined}
            label={t(`volumes:ask.${field.question}`)}
            hint={hintOf(field)}
            fault={faultAt(`${here}.${field.path}`)}
          >
            {(control) => (
              <input
                {...control}
                className={`${formCss.input} ${formCss.mono}`}
                type={field.secret ? 'password' : 'text'}
                autoComplete={field.secret ? 'new-password' : 'off'}
                spellCheck={false}
                list={field.list && `${lists}-${field.list}`}
                value={textIn(row, field.path)}
                onChange={(event) => change(withText(row, field.path, event.target.value, field.kept))}
                onBlur={() => onLeave?.(`${here}.${field.path}`)}
              />
            )}
          </Field>
        ))}
        {kind === 'storageFolders' && (
          // biome-ignore lint/a11y/noLabelWithoutControl: the checkbox is inside
          <label className={css.check}>
            <Checkbox
              checked={row.readOnly === true}
              onChange={(_, on) => {
                const { readOnly: _readOnly, ...others } = row;
                change(on ? { ...others, readOnly: true } : others);
              }}
            />
            {t('volumes:readOnly')}
          </label>
        )}
      </div>
    </fieldset>
  );
}
