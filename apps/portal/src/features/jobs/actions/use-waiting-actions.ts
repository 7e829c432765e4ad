import type { Job } from '@trainyard/contracts/job';
import { priorities } from '@trainyard/contracts/priorities';
import { useTranslation } from 'react-i18next';
import { useChangeWaiting } from './use-change-waiting.ts';
import type { JobAction } from './use-job-actions.tsx';

export type WaitingAction = 'hold' | 'release' | `priority-${Job['schedulingPriority']}`;

/** The verbs of a job that waits: none for one that does not. The priority that it has is not among them. */
export function useWaitingActions(job: Job): JobAction[] {
  const { t } = useTranslation('jobs');
  const { change, refusalOf } = useChangeWaiting();
  if (job.executionState !== 'queued') return [];
  const refused = refusalOf(job);
  const hold: WaitingAction = job.held ? 'release' : 'hold';
  const others = priorities.filter((priority) => priority !== job.schedulingPriority).toReversed();
  return [
    {
      id: hold,
      label: t(`waiting.verb.${hold}`),
      refused,
      start: () => void change(job, { held: !job.held }),
      danger: false,
    },
    ...others.map(
      (priority): JobAction => ({
        id: `priority-${priority}`,
        label: t('waiting.verb.to', { priority: t(`page.head.priority.${priority}`) }),
        refused,
        start: () => void change(job, { schedulingPriority: priority }),
        danger: false,
      }),
    ),
  ];
}
