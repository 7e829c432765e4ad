import { Button, IconButton } from '@mui/material';
import { Plus, X } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { getIn } from './body.ts';
import { Input } from './field.tsx';
import { fieldId, useForm } from './form.ts';
import css from './rows.module.css';

type Pair = [key: string, value: string];

interface PairRowsProps {
  /** Field of the body that holds the map. */
  field: string;
  title: string;
  /** What a key is called. */
  keyWord: string;
  add: string;
  help?: string;
}

/** A map (tags, labels): while it is written two keys may be equal or empty, so the rows are kept here and the map follows. */
export function PairRows({ field, title, keyWord, add, help }: PairRowsProps) {
  const { t } = useTranslation(['jobs', 'submit']);
  const { body, set, faultAt } = useForm();
  const value = getIn(body, [field]);
  const text = JSON.stringify(value ?? {});
  const [pairs, setPairs] = useState<Pair[]>(() => pairsOf(text));
  useEffect(() => {
    // Only what the YAML or another draft changed: what is being written here stays.
    setPairs((old) => (JSON.stringify(mapOf(old)) === text ? old : pairsOf(text)));
  }, [text]);
  const change = (next: Pair[]) => {
    setPairs(next);
    const map = mapOf(next);
    set([field], Object.keys(map).length === 0 ? undefined : map);
  };
  const edit = (at: number, pair: Pair) => change(pairs.with(at, pair));
  const fault = faultAt(field);
  return (
    <fieldset className={css.rows} id={fieldId(field)} tabIndex={-1}>
      <legend className={css.title}>
        {title} {help !== undefined && <span className={css.help}>{help}</span>}
      </legend>
      {pairs.map(([key, word], at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: an entry has no identity but its place
        <div key={at} className={css.row}>
          <Input
            path={`${field}-key-${at}`}
            value={key}
            name={keyWord}
            placeholder={keyWord}
            onChange={(next) => edit(at, [next, word])}
          />
          <Input
            path={`${field}-value-${at}`}
            value={word}
            name={t('submit:value')}
            placeholder={t('submit:value')}
            onChange={(next) => edit(at, [key, next])}
          />
          <IconButton
            aria-label={t('submit:removeRow', { title, at: at + 1 })}
            onClick={() => change(pairs.filter((_, other) => other !== at))}
          >
            <X size={14} strokeWidth={1.5} aria-hidden />
          </IconButton>
        </div>
      ))}
      <p className={css.fault}>{fault}</p>
      <div className={css.foot}>
        <Button
          variant="text"
          startIcon={<Plus size={14} strokeWidth={1.5} aria-hidden />}
          onClick={() => change([...pairs, ['', '']])}
        >
          {add}
        </Button>
      </div>
    </fieldset>
  );
}

const mapOf = (pairs: readonly Pair[]) => Object.fromEntries(pairs.filter(([key]) => key !== ''));

function pairsOf(text: string): Pair[] {
  const value: unknown = JSON.parse(text);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).map(([key, word]): Pair => [key, String(word)]);
}
