import { type ErrorCode, Fault } from '@trainyard/contracts/errors';
import type { Job } from '@trainyard/contracts/job';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { connection } from '../../../live/connection.ts';
import { ConfirmDialog } from '../../../ui/confirm-dialog.tsx';
import { useToast } from '../../../ui/toasts.tsx';
import { useErrorWords } from '../../../ui/use-error-words.ts';
import { useFormat } from '../../../ui/use-format.ts';
import css from './bulk-dialog.module.css';
import { type Result, runBulk, type Target } from './run-bulk.ts';

type Verb = 'resubmit' | 'terminate' | 'delete';

interface BulkDialogProps {
  workspace: string;
  verb: Verb;
  count: number;
  /** Of them these run. */
  running: number;
  /** Those that are known here; none where all that a filter finds are meant. */
  jobs: readonly Job[];
  target: Target;
  onClose: () => void;
  onDone: () => void;
}

const shownMost = 12;

/** Asks once before something is done to many jobs, saying what is lost; what is refused is listed in place. */
export function BulkDialog({ workspace, verb, count, running, jobs, target, onClose, onDone }: BulkDialogProps) {
  const { t } = useTranslation('jobs');
  const format = useFormat();
  const toast = useToast();
  const say = useErrorWords();
  const [done, setDone] = useState<number | null>(null);
  const [refused, setRefused] = useState<Result['refused']>([]);
  const [error, setError] = useState<unknown>(null);
  const name = jobs[0]?.name ?? '';
  const number = format.count(count);
  const confirm = async () => {
    setDone(0);
    setError(null);
    try {
      const result = await runBulk(workspace, verb, target, {}, setDone);
      const { length } = result.done;
      if (length > 0) toast(t(`actions.done.${verb}`, { count: length, name: result.done[0]?.name ?? '' }));
      const serious = result.refused.filter(({ why }) => why.code !== 'AlreadySo');
      setRefused(serious);
      if (serious.length > 0) return;
      onDone();
      onClose();
    } catch (failure) {
      setError(failure);
    } finally {
      setDone(null);
    }
  };
  return (
    <ConfirmDialog
      title={
        count === 1 && jobs.length === 1
          ? t(`actions.title.${verb}`, { count, name })
          : t(`bulk.title.${verb}`, { count, number })
      }
      confirm={t(`bulk.verb.${verb}`, { count, number })}
      danger={verb !== 'resubmit'}
      busy={done !== null}
      error={error !== null ? say(error) : refused.length > 0 ? <Refused refused={refused} /> : null}
      onConfirm={() => void confirm()}
      onClose={onClose}
    >
      <p>{useLoss(verb, count, running, jobs)}</p>
      {done !== null && count > 500 && <p role="status">{t('bulk.progress', { done: format.count(done), number })}</p>}
      {jobs.length > 1 && (
        <ul className={css.names}>
          {jobs.slice(0, shownMost).map((job) => (
            <li key={job.uid}>
              <bdi>{job.name}</bdi>
            </li>
          ))}
          {jobs.length > shownMost && <li>{t('actions.more', { count: jobs.length - shownMost })}</li>}
        </ul>
      )}
    </ConfirmDialog>
  );
}

function Refused({ refused }: { refused: Result['refused'] }) {
  const { t } = useTranslation('jobs');
  const say = useErrorWords();
  return (
    <ul className={css.failures}>
      {refused.slice(0, shownMost).map(({ uid, name, why }) => (
        <li key={uid}>
          <b>
            <bdi>{name}</bdi>
          </b>{' '}
          {say(new Fault(why.code as ErrorCode, why.params))}
        </li>
      ))}
      {refused.length > shownMost && <li>{t('actions.more', { count: refused.length - shownMost })}</li>}
    </ul>
  );
}

/** What the deed costs, in figures. */
function useLoss(verb: Verb, count: number, running: number, jobs: readonly Job[]): string {
  const { t } = useTranslation('jobs');
  const format = useFormat();
  if (verb === 'resubmit') return t('actions.loss.resubmit', { count });
  if (verb === 'delete') return t('actions.loss.delete', { count });
  if (running === 0) return t('actions.loss.terminateWaiting', { count });
  const starts = jobs.flatMap(({ executionState, executionInfo: { startTime } }) =>
    executionState === 'running' && startTime !== undefined ? [Date.parse(startTime)] : [],
  );
  if (starts.length === 0) return t('bulk.loss', { count: running, number: format.count(running) });
  const time = format.duration(connection.now() - Math.min(...starts));
  return t('actions.loss.terminateRunning', { count, running, time });
}
