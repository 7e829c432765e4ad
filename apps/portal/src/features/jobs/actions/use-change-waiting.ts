import type { Job, JobUpdate } from '@trainyard/contracts/job';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useToast } from '../../../ui/toasts.tsx';
import { useErrorWords } from '../../../ui/use-error-words.ts';
import { changeEach, mayChange } from './change-waiting.ts';

export interface ChangeWaiting {
  /** Changes them and says what came of it; true when it was done to all. */
  change: (jobs: readonly Job[], body: JobUpdate) => Promise<boolean>;
  /** Why a job cannot be changed now; undefined when it can. */
  refusalOf: (job: Job) => string | undefined;
  busy: boolean;
}

/** Holds, releases and re-orders waiting jobs. Nothing is lost by any of it, so nothing is asked. */
export function useChangeWaiting(): ChangeWaiting {
  const { t } = useTranslation('jobs');
  const toast = useToast();
  const say = useErrorWords();
  const [busy, setBusy] = useState(false);
  return {
    busy,
    refusalOf(job) {
      if (mayChange(job)) return undefined;
      if (job.provisioningState === 'deleting') return t('actions.refused.deleting');
      return job.executionState === 'queued' ? t('actions.refused.right') : t('waiting.refused.started');
    },
    async change(jobs, body) {
      setBusy(true);
      const failures = await changeEach(jobs, body);
      setBusy(false);
      const [first] = failures;
      const count = first === undefined ? jobs.length : failures.length;
      const deed = body.held === undefined ? 'priority' : body.held ? 'hold' : 'release';
      const name = (first?.job ?? jobs[0])?.name ?? '';
      toast(
        first === undefined
          ? t(`waiting.done.${deed}`, { count, name })
          : t('waiting.failed', { count, name, why: say(first.error) }),
      );
      return first === undefined;
    },
  };
}
