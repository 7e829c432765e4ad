import type { Job } from '@trainyard/contracts/job';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { connection } from '../../../live/connection.ts';
import { ConfirmDialog } from '../../../ui/confirm-dialog.tsx';
import { useToast } from '../../../ui/toasts.tsx';
import { useErrorWords } from '../../../ui/use-error-words.ts';
import { useFormat } from '../../../ui/use-format.ts';
import { isOver } from '../job-facts.ts';
import css from './deed-dialog.module.css';
import { type Deed, doToEach, type Failure } from './deeds.ts';

interface DeedDialogProps {
  deed: Deed;
  jobs: readonly Job[];
  /** Names known to be taken, for those that are submitted again. */
  names?: Iterable<string>;
  onClose: () => void;
  /** Told when it was done to every job. */
  onDone?: () => void;
}

/** Asks before something is done to one or many jobs, saying what is lost; what fails is listed in place. */
export function DeedDialog({ deed, jobs, names = [], onClose, onDone }: DeedDialogProps) {
  const { t } = useTranslation('jobs');
  const toast = useToast();
  const say = useErrorWords();
  const [busy, setBusy] = useState(false);
  const [failures, setFailures] = useState<Failure[]>([]);
  // After a first try only what failed is left to do.
  const left = failures.length > 0 ? failures.map(({ job }) => job) : jobs;
  const count = left.length;
  const confirm = async () => {
    setBusy(true);
    const failed = await doToEach(deed, left, names);
    setBusy(false);
    const done = count - failed.length;
    if (done > 0) toast(t(`actions.done.${deed}`, { count: done, name: left[0]?.name ?? '' }));
    setFailures(failed);
    if (failed.length > 0) return;
    onDone?.();
    onClose();
  };
  return (
    <ConfirmDialog
      title={t(`actions.title.${deed}`, { count, name: left[0]?.name ?? '' })}
      confirm={t(`actions.confirm.${deed}`, { count })}
      danger={deed !== 'resubmit'}
      busy={busy}
      error={
        failures.length === 0 ? null : (
          <ul className={css.failures}>
            {failures.map(({ job, error }) => (
              <li key={job.uid}>
                <b>
                  <bdi>{job.name}</bdi>
                </b>{' '}
                {say(error)}
              </li>
            ))}
          </ul>
        )
      }
      onConfirm={() => void confirm()}
      onClose={onClose}
    >
      <p>{useLoss(deed, left)}</p>
      {count > 1 && <Names jobs={left} />}
    </ConfirmDialog>
  );
}

/** What the deed costs, in figures. */
function useLoss(deed: Deed, jobs: readonly Job[]): string {
  const { t } = useTranslation('jobs');
  const format = useFormat();
  const running = jobs.filter((job) => !isOver(job) && job.executionInfo.startTime !== undefined);
  const longest = Math.max(
    0,
    ...running.map((job) => connection.now() - Date.parse(job.executionInfo.startTime ?? '')),
  );
  const time = format.duration(longest);
  if (deed === 'resubmit') return t('actions.loss.resubmit', { count: jobs.length });
  const values = { count: jobs.length, running: running.length, time };
  if (deed === 'terminate') {
    return t(running.length === 0 ? 'actions.loss.terminateWaiting' : 'actions.loss.terminateRunning', values);
  }
  return t(running.length === 0 ? 'actions.loss.delete' : 'actions.loss.deleteRunning', values);
}

const namesShown = 12;

function Names({ jobs }: { jobs: readonly Job[] }) {
  const { t } = useTranslation('jobs');
  return (
    <ul className={css.names}>
      {jobs.slice(0, namesShown).map((job) => (
        <li key={job.uid}>
          <bdi>{job.name}</bdi>
        </li>
      ))}
      {jobs.length > namesShown && <li>{t('actions.more', { count: jobs.length - namesShown })}</li>}
    </ul>
  );
}
