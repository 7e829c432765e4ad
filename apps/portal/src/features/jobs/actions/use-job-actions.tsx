import type { Job } from '@trainyard/contracts/job';
import { addressOf } from '@trainyard/sdk/request';
import { type ReactNode, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { addresses } from '../../../app/addresses.ts';
import { follow, useFollows } from '../../../live/followed-jobs.ts';
import { copyText } from '../../../ui/copy-text.ts';
import { later } from '../../../ui/later.ts';
import { useToast } from '../../../ui/toasts.tsx';
import { applies, type Deed } from './deeds.ts';
import { useOpenService } from './use-open-service.ts';
import { useWaitingActions, type WaitingAction } from './use-waiting-actions.ts';

const DeedDialog = later('DeedDialog', () => import('./deed-dialog.tsx'));
const ResubmitDialog = later('ResubmitDialog', () => import('./resubmit-dialog.tsx'));

/** One verb of a job. */
export interface JobAction {
  id: Deed | 'edit' | 'terminal' | 'compare' | 'capsule' | 'share' | 'follow' | `service-${string}` | WaitingAction;
  label: string;
  /** Why it cannot be done now; undefined when it can. */
  refused: string | undefined;
  /** Asks first. Absent for `edit`, which is a page. */
  start?: () => void;
  to?: string;
  /** A download: the browser saves it. */
  href?: string;
  danger: boolean;
}

interface JobActionsOptions {
  /** Names known to be taken in the experiment, for a better suggestion. */
  names?: Iterable<string>;
  onDeleted?: () => void;
}

/** The verbs of a job for the person who is signed in, and the dialog of the one that was started (render it anywhere). */
export function useJobActions(job: Job, options: JobActionsOptions = {}): { actions: JobAction[]; dialog: ReactNode } {
  const { t } = useTranslation('jobs');
  const [asked, setAsked] = useState<Deed | null>(null);
  const close = () => setAsked(null);
  const runs = job.executionState === 'running' && job.phase === 'running';
  const names = options.names ?? [job.name];
  const openService = useOpenService(job);
  const toast = useToast();
  /** The address holds what is shown: part, rank, line, stretch of time. */
  const shareView = () => copyText(location.href).then(() => toast(t('actions.shared')));

  const refusalOf = (deed: Deed): string | undefined => {
    if (applies(deed, job)) return undefined;
    if (job.provisioningState === 'deleting') return t('actions.refused.deleting');
    const right = deed === 'resubmit' ? job.can.submit : job.can.delete;
    // Who may delete may terminate: what is then in the way is that the job is over.
    return right === true && deed === 'terminate' ? t('actions.refused.over') : t('actions.refused.right');
  };
  const verb = (deed: Deed): JobAction => ({
    id: deed,
    label: t(`actions.verb.${deed}`),
    refused: refusalOf(deed),
    start: () => setAsked(deed),
    danger: deed !== 'resubmit',
  });
  const edit: JobAction = {
    id: 'edit',
    label: t('actions.verb.edit'),
    refused: refusalOf('resubmit'),
    to: addresses.newJob(job.workspace, `?from=${encodeURIComponent(`${job.experiment}/${job.name}`)}`),
    danger: false,
  };
  const terminal: JobAction = {
    id: 'terminal',
    label: t('actions.verb.terminal'),
    refused: job.can.operate === true ? undefined : t('actions.refused.right'),
    to: addresses.taskTerminal(job),
    danger: false,
  };
  const free = { refused: undefined, danger: false };
  const compare: JobAction = {
    id: 'compare',
    label: t('actions.verb.compare'),
    to: `${addresses.job(job)}?tab=configuration`,
    ...free,
  };
  const { workspace, experiment, name } = job;
  const capsule: JobAction = {
    id: 'capsule',
    label: t('actions.verb.capsule'),
    href: addressOf('', 'getCapsule', { params: { workspace, experiment, name } }),
    ...free,
  };
  const share: JobAction = { id: 'share', label: t('actions.verb.share'), start: () => void shareView(), ...free };
  const follows = useFollows(workspace, job);
  const following: JobAction = {
    id: 'follow',
    label: t(follows ? 'actions.verb.unfollow' : 'actions.verb.follow'),
    start: () => follow(workspace, job, !follows),
    ...free,
  };
  const services = (job.services ?? []).filter(({ state }) => runs && state === 'running');
  const pages = services.map(
    ({ name }): JobAction => ({
      id: `service-${name}`,
      label: t('actions.verb.service', { name }),
      refused: job.can.operate === true ? undefined : t('actions.refused.right'),
      start: () => void openService(name),
      danger: false,
    }),
  );
  const done = asked === 'delete' && options.onDeleted ? { onDone: options.onDeleted } : {};
  return {
    actions: [
      ...useWaitingActions(job),
      ...pages,
      ...(runs ? [terminal] : []),
      compare,
      capsule,
      verb('resubmit'),
      edit,
      verb('terminate'),
      following,
      share,
      verb('delete'),
    ],
    dialog: (
      <Suspense>
        {asked === 'resubmit' && <ResubmitDialog job={job} names={names} onClose={close} />}
        {asked !== null && asked !== 'resubmit' && <DeedDialog deed={asked} job={job} onClose={close} {...done} />}
      </Suspense>
    ),
  };
}
