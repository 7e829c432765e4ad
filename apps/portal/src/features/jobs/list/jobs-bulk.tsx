import { Button } from '@mui/material';
import type { Job } from '@trainyard/contracts/job';
import { Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { later } from '../../../ui/later.ts';
import { BulkBar } from '../../../ui/table/bulk-bar.tsx';
import { appliesInBulk, type Deed, deeds } from '../actions/deeds.ts';

const DeedDialog = later('DeedDialog', () => import('../actions/deed-dialog.tsx'));

interface JobsBulkProps {
  chosen: readonly Job[];
  /** Names known to be taken. */
  names: readonly string[];
  onClear: () => void;
}

/** What can be done with the chosen jobs; each verb says how many it applies to. */
export function JobsBulk({ chosen, names, onClear }: JobsBulkProps) {
  const { t } = useTranslation(['jobs', 'ui']);
  const [asked, setAsked] = useState<{ deed: Deed; jobs: Job[] } | null>(null);
  const count = (state: string) => chosen.filter((job) => job.executionState === state).length;
  const note = (['running', 'queued', 'terminating', 'succeeded', 'failed'] as const)
    .filter((state) => count(state) > 0)
    .map((state) => `${count(state)} ${t(`ui:state.${state}`)}`)
    .join(', ');
  return (
    <>
      <BulkBar count={chosen.length} note={note} onClear={onClear}>
        {deeds.map((deed) => {
          const jobs = chosen.filter((job) => appliesInBulk(deed, job));
          return (
            <Button
              key={deed}
              color={deed === 'resubmit' ? 'inherit' : 'error'}
              disabled={jobs.length === 0}
              onClick={() => setAsked({ deed, jobs })}
            >
              {t(`actions.confirm.${deed}`, { count: jobs.length })}
            </Button>
          );
        })}
      </BulkBar>
      <Suspense>
        {asked && <DeedDialog {...asked} names={names} onClose={() => setAsked(null)} onDone={onClear} />}
      </Suspense>
    </>
  );
}
