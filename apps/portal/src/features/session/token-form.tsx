import { Button, IconButton, InputAdornment, OutlinedInput } from '@mui/material';
import { Eye, EyeOff } from 'lucide-react';
import { type FormEvent, type ReactNode, useId, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import css from './session.module.css';
import { useSignIn } from './use-sign-in.ts';

interface TokenFormProps {
  onDone: () => void;
  /** Beside the button: another way. */
  more?: ReactNode;
}

/** Asks for a token and signs in with it; what was typed stays when it is refused. */
export function TokenForm({ onDone, more }: TokenFormProps) {
  const { t } = useTranslation('session');
  const { busy, failure, wait, attempt } = useSignIn();
  const [token, setToken] = useState('');
  const [shown, setShown] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  const id = useId();
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (busy || wait > 0 || token.trim() === '') return field.current?.focus();
    if (await attempt({ token: token.trim() })) onDone();
    else field.current?.select();
  };
  return (
    <form className={css.form} onSubmit={(event) => void submit(event)}>
      {failure !== null && (
        <div className={css.failure} role="alert" id={`${id}-failure`}>
          <b>{t('failed')}</b>
          <span>{failure}</span>
        </div>
      )}
      <label htmlFor={id}>{t('token')}</label>
      <OutlinedInput
        id={id}
        inputRef={field}
        className={css.token}
        type={shown ? 'text' : 'password'}
        name="token"
        autoComplete="current-password"
        autoFocus
        fullWidth
        value={token}
        error={failure !== null}
        onChange={(event) => setToken(event.target.value)}
        inputProps={{
          spellCheck: false,
          autoCapitalize: 'none',
          'aria-describedby': failure === null ? undefined : `${id}-failure`,
        }}
        endAdornment={
          <InputAdornment position="end">
            <IconButton
              aria-label={shown ? t('hide') : t('show')}
              aria-pressed={shown}
              edge="end"
              onClick={() => setShown(!shown)}
            >
              {shown ? <EyeOff size={14} strokeWidth={1.5} /> : <Eye size={14} strokeWidth={1.5} />}
            </IconButton>
          </InputAdornment>
        }
      />
      <div className={css.deeds}>
        <Button type="submit" variant="contained" className={css.submit} disabled={wait > 0} aria-busy={busy}>
          {wait > 0 ? t('waitFor', { seconds: wait }) : busy ? t('signingIn') : t('signIn')}
        </Button>
        {more}
      </div>
    </form>
  );
}
