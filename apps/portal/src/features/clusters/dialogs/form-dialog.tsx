import { Button, Dialog, DialogActions, DialogContent, DialogTitle } from '@mui/material';
import { type FormEvent, type ReactNode, useId } from 'react';
import { useTranslation } from 'react-i18next';
import css from './dialogs.module.css';

interface FormDialogProps {
  title: string;
  /** The deed, with its size. */
  verb: string;
  danger?: boolean;
  pending: boolean;
  /** Why the server refused; shown in place, what was typed stays. */
  fault?: string | undefined;
  onSubmit: () => void;
  onClose: () => void;
  children: ReactNode;
}

/** Asks before something is done, and stays open until it is. */
export function FormDialog({
  title,
  verb,
  danger = false,
  pending,
  fault,
  onSubmit,
  onClose,
  children,
}: FormDialogProps) {
  const { t } = useTranslation('ui');
  const id = useId();
  function submit(event: FormEvent) {
    event.preventDefault();
    event.stopPropagation();
    onSubmit();
  }
  return (
    <Dialog
      open
      onClose={() => !pending && onClose()}
      aria-labelledby={id}
      fullWidth
      maxWidth="sm"
      onClick={(event) => event.stopPropagation()}
    >
      <form onSubmit={submit} noValidate className={css.form}>
        <DialogTitle id={id}>{title}</DialogTitle>
        <DialogContent>
          <div className={css.content}>{children}</div>
          {fault !== undefined && (
            <p className={css.fault} role="alert">
              {fault}
            </p>
          )}
        </DialogContent>
        <DialogActions>
          <Button onClick={onClose} disabled={pending}>
            {t('cancel')}
          </Button>
          <Button
            type="submit"
            variant={danger ? 'outlined' : 'contained'}
            color={danger ? 'error' : 'inherit'}
            disabled={pending}
          >
            {verb}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
