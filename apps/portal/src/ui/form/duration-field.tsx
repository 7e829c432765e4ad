import { parseDuration } from '@trainyard/contracts/durations';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../use-format.ts';
import type { FieldWords } from './field.tsx';
import { readDuration } from './read-duration.ts';
import { TextInput } from './text-input.tsx';

interface DurationFieldProps extends FieldWords {
  /** As typed: ISO 8601 or plain words; `readDuration` reads it. */
  value: string;
  onChange: (value: string) => void;
  placeholder?: string;
  className?: string;
}

/** A length of time: written as PT5M or "5 min", and said back in words. */
export function DurationField({ value, onChange, hint, fault, ...rest }: DurationFieldProps) {
  const { t } = useTranslation('ui');
  const format = useFormat();
  const iso = readDuration(value);
  const ms = iso === undefined ? undefined : parseDuration(iso);
  const said = ms === undefined ? undefined : t('form.means', { duration: format.duration(ms), iso: iso ?? '' });
  const wrong = value.trim() !== '' && iso === undefined ? t('form.duration') : undefined;
  const told = said ?? hint;
  return (
    <TextInput
      mono
      value={value}
      onChange={onChange}
      fault={fault ?? wrong}
      {...(told === undefined ? {} : { hint: told })}
      {...rest}
    />
  );
}
