import { TextField } from '@mui/material';
import type { Job } from '@trainyard/contracts/job';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { addresses } from '../../../app/addresses.ts';
import { ConfirmDialog } from '../../../ui/confirm-dialog.tsx';
import { useErrorWords } from '../../../ui/use-error-words.ts';
import { resubmit } from './deeds.ts';
import { nextName } from './next-name.ts';

/** Submits one job again under a name that is asked for, and goes to it. */
export function ResubmitDialog({ job, names, onClose }: { job: Job; names: Iterable<string>; onClose: () => void }) {
  const { t } = useTranslation('jobs');
  const navigate = useNavigate();
  const say = useErrorWords();
  const [name, setName] = useState(() => nextName(job.name, names));
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const confirm = async () => {
    setBusy(true);
    try {
      const again = await resubmit(job, name.trim());
      onClose();
      void navigate(addresses.job(again));
    } catch (failure) {
      setError(failure);
      setBusy(false);
    }
  };
  return (
    <ConfirmDialog
      title={t('actions.title.resubmit', { count: 1, name: job.name })}
      confirm={t('actions.confirm.resubmit', { count: 1 })}
      busy={busy}
      disabled={name.trim() === ''}
      error={error === null ? null : say(error)}
      onConfirm={() => void confirm()}
      onClose={onClose}
    >
      <p>{t('actions.loss.resubmit', { count: 1 })}</p>
      <TextField
        label={t('actions.newName')}
        value={name}
        onChange={(event) => setName(event.target.value)}
        autoFocus
        sx={{ mt: 4 }}
        slotProps={{ htmlInput: { maxLength: 64, spellCheck: false, autoComplete: 'off' } }}
      />
    </ConfirmDialog>
  );
}
