import { FormHelperText, OutlinedInput } from '@mui/material';
import { useId } from 'react';
import css from './create-page.module.css';

interface NameFieldProps {
  label: string;
  help?: string;
  value: string;
  /** What is wrong with it, in words. */
  fault: string | undefined;
  autoFocus?: boolean;
  onChange: (value: string) => void;
}

/** One name with its label above and its help or fault below. */
export function NameField({ label, help, value, fault, autoFocus = false, onChange }: NameFieldProps) {
  const id = useId();
  const text = fault ?? help;
  return (
    <div className={css.field}>
      <label htmlFor={id}>{label}</label>
      <OutlinedInput
        id={id}
        fullWidth
        autoFocus={autoFocus}
        value={value}
        error={fault !== undefined}
        onChange={(event) => onChange(event.target.value)}
        inputProps={{
          spellCheck: false,
          autoCapitalize: 'none',
          autoComplete: 'off',
          'aria-describedby': text === undefined ? undefined : `${id}-text`,
        }}
      />
      {text !== undefined && (
        <FormHelperText id={`${id}-text`} error={fault !== undefined}>
          {text}
        </FormHelperText>
      )}
    </div>
  );
}
