import type { Job, JobUpdate } from '@trainyard/contracts/job';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useToast } from '../../../ui/toasts.tsx';
import { useErrorWords } from '../../../ui/use-error-words.ts';
import { changeJob, mayChange } from './change-waiting.ts';

export interface ChangeWaiting {
  /** Changes a job and says what came of it; true when it was done. */
  change: (job: Job, body: JobUpdate) => Promise<boolean>;
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
    async change(job, body) {
      const of = { count: 1, name: job.name };
      setBusy(true);
      try {
        await changeJob(job, body);
        toast(t(`waiting.done.${body.held === undefined ? 'priority' : body.held ? 'hold' : 'release'}`, of));
        return true;
      } catch (error) {
        toast(t('waiting.failed', { ...of, why: say(error) }));
        return false;
      } finally {
        setBusy(false);
      }
    },
  };
}
