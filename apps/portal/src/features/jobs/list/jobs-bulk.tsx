import { Button, Menu, MenuItem } from '@mui/material';
import type { Job, JobUpdate } from '@trainyard/contracts/job';
import { priorities } from '@trainyard/contracts/priorities';
import { Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { later } from '../../../ui/later.ts';
import { BulkBar } from '../../../ui/table/bulk-bar.tsx';
import { changes, mayChange } from '../actions/change-waiting.ts';
import { appliesInBulk, type Deed, deeds } from '../actions/deeds.ts';
import { useChangeWaiting } from '../actions/use-change-waiting.ts';

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
        <WaitingVerbs chosen={chosen} onDone={onClear} />
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

/** What can be done with those of the chosen that wait; nothing where none does. */
function WaitingVerbs({ chosen, onDone }: { chosen: readonly Job[]; onDone: () => void }) {
  const { t } = useTranslation('jobs');
  const { change, busy } = useChangeWaiting();
  const [anchor, setAnchor] = useState<HTMLElement | null>(null);
  const waiting = chosen.filter(mayChange);
  if (waiting.length === 0) return null;
  const apply = (body: JobUpdate) => {
    setAnchor(null);
    const jobs = waiting.filter((job) => changes(job, body));
    void change(jobs, body).then((done) => done && onDone());
  };
  return (
    <>
      {(['hold', 'release'] as const).map((verb) => {
        const body = { held: verb === 'hold' };
        const { length } = waiting.filter((job) => changes(job, body));
        if (length === 0) return null;
        return (
          <Button key={verb} disabled={busy} onClick={() => apply(body)}>
            {t(`waiting.bulk.${verb}`, { count: length })}
          </Button>
        );
      })}
      <Button
        disabled={busy}
        aria-haspopup="menu"
        aria-expanded={anchor !== null}
        onClick={(event) => setAnchor(event.currentTarget)}
      >
        {t('waiting.bulk.priority', { count: waiting.length })}
      </Button>
      <Menu anchorEl={anchor} open={anchor !== null} onClose={() => setAnchor(null)}>
        {priorities.toReversed().map((priority) => (
          <MenuItem
            key={priority}
            disabled={!waiting.some((job) => changes(job, { schedulingPriority: priority }))}
            onClick={() => apply({ schedulingPriority: priority })}
          >
            {t('waiting.verb.to', { priority: t(`page.head.priority.${priority}`) })}
          </MenuItem>
        ))}
      </Menu>
    </>
  );
}
