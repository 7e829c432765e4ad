import type { Job } from '@trainyard/contracts/job';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { connection } from '../../../live/connection.ts';
import { ConfirmDialog } from '../../../ui/confirm-dialog.tsx';
import { useToast } from '../../../ui/toasts.tsx';
import { useErrorWords } from '../../../ui/use-error-words.ts';
import { useFormat } from '../../../ui/use-format.ts';
import { isOver } from '../job-facts.ts';
import { AtRiskLine } from './at-risk-line.tsx';
import { type Loss, lose } from './deeds.ts';

interface DeedDialogProps {
  deed: Loss;
  job: Job;
  onClose: () => void;
  /** Told when it was done. */
  onDone?: () => void;
}

/** Asks before a job is stopped or deleted, saying what is lost; why it failed is said in place. */
export function DeedDialog({ deed, job, onClose, onDone }: DeedDialogProps) {
  const { t } = useTranslation('jobs');
  const toast = useToast();
  const say = useErrorWords();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const of = { count: 1, name: job.name };
  const confirm = async () => {
    setBusy(true);
    setError(null);
    try {
      await lose(deed, job);
    } catch (failure) {
      setError(failure);
      return;
    } finally {
      setBusy(false);
    }
    toast(t(`actions.done.${deed}`, of));
    onDone?.();
    onClose();
  };
  return (
    <ConfirmDialog
      title={t(`actions.title.${deed}`, of)}
      confirm={t(`actions.confirm.${deed}`, of)}
      danger
      busy={busy}
      error={error === null ? null : say(error)}
      onConfirm={() => void confirm()}
      onClose={onClose}
    >
      <p>{useLoss(deed, job)}</p>
      {job.executionState === 'running' && job.shards === null && <AtRiskLine job={job} />}
    </ConfirmDialog>
  );
}

/** What the deed costs, in figures. */
function useLoss(deed: Loss, job: Job): string {
  const { t } = useTranslation('jobs');
  const format = useFormat();
  const { startTime } = job.executionInfo;
  if (isOver(job) || startTime === undefined)
    return t(deed === 'terminate' ? 'actions.loss.terminateWaiting' : 'actions.loss.delete', { count: 1 });
  const time = format.duration(connection.now() - Date.parse(startTime));
  return t(deed === 'terminate' ? 'actions.loss.terminateRunning' : 'actions.loss.deleteRunning', {
    count: 1,
    running: 1,
    time,
  });
}
