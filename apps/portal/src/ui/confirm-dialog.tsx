import { Alert, Button, Dialog, DialogActions, DialogContent, DialogTitle } from '@mui/material';
import { type FormEvent, type ReactNode, useId } from 'react';
import { useTranslation } from 'react-i18next';

interface ConfirmDialogProps {
  title: ReactNode;
  /** What is lost, in a sentence; fields that the deed needs. */
  children: ReactNode;
  /** The deed and its size: "Terminate 2". */
  confirm: string;
  danger?: boolean;
  /** While the deed is under way: it cannot be asked for twice. */
  busy?: boolean;
  disabled?: boolean;
  /** What went wrong, said in place; the dialog stays with what was typed. */
  error?: ReactNode;
  onConfirm: () => void;
  onClose: () => void;
}

/** Asks once before a deed, saying what it costs. Enter does it, Esc leaves. */
export function ConfirmDialog(props: ConfirmDialogProps) {
  const { t } = useTranslation('ui');
  const id = useId();
  const { busy = false, danger = false, error, onClose } = props;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!busy && !props.disabled) props.onConfirm();
  };
  return (
    <Dialog open onClose={busy ? undefined : onClose} aria-labelledby={id} maxWidth="xs" fullWidth>
      <form onSubmit={submit}>
        <DialogTitle id={id}>{props.title}</DialogTitle>
        <DialogContent>
          {props.children}
          {error !== undefined && error !== null && (
            <Alert severity="error" icon={false} sx={{ mt: 3, fontSize: 12, background: 'var(--fail-wash)' }}>
              {error}
            </Alert>
          )}
        </DialogContent>
        <DialogActions sx={{ gap: 2 }}>
          <Button onClick={onClose} disabled={busy}>
            {t('cancel')}
          </Button>
          <Button
            type="submit"
            autoFocus
            variant={danger ? 'outlined' : 'contained'}
            color={danger ? 'error' : 'inherit'}
            disabled={busy || props.disabled === true}
          >
            {props.confirm}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
