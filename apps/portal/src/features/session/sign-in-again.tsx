import { Button, Dialog, DialogContent, DialogTitle } from '@mui/material';
import { useQueryClient } from '@tanstack/react-query';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import css from './session.module.css';
import { signOut } from './session.ts';
import { TokenForm } from './token-form.tsx';

/** Stands over a page whose session ended: the page keeps what was typed, and goes on once somebody is signed in. */
export function SignInAgain() {
  const { t } = useTranslation('session');
  const queries = useQueryClient();
  const id = useId();
  return (
    <Dialog open aria-labelledby={id} maxWidth="xs" fullWidth>
      <DialogTitle id={id}>{t('again.title')}</DialogTitle>
      <DialogContent sx={{ pb: 4 }}>
        <div className={css.again}>
          <p>{t('again.text')}</p>
          <TokenForm
            // Nothing was heard while nobody was signed in, so everything is asked again.
            onDone={() => void queries.invalidateQueries()}
            more={
              <Button variant="text" onClick={() => void signOut()}>
                {t('again.elsewhere')}
              </Button>
            }
          />
        </div>
      </DialogContent>
    </Dialog>
  );
}
