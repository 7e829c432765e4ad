import { Button } from '@mui/material';
import type { Job, JobUpdate } from '@trainyard/contracts/job';
import { priorities } from '@trainyard/contracts/priorities';
import { SquareTerminal } from 'lucide-react';
import { Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { copyText } from '../../../ui/copy-text.ts';
import { later } from '../../../ui/later.ts';
import { Menu, MenuItem } from '../../../ui/menu/menu.tsx';
import { BulkBar } from '../../../ui/table/bulk-bar.tsx';
import { useToast } from '../../../ui/toasts.tsx';
import { useErrorWords } from '../../../ui/use-error-words.ts';
import { useFormat } from '../../../ui/use-format.ts';
import { asked, asOptions, type ListFilter, quoted } from './filters.ts';
import { runBulk, type Target, undo } from './run-bulk.ts';
import { appliesTo, type BulkVerb, type Chosen, jobsFor, type States, statesOf, sumOf } from './selection.ts';

const BulkDialog = later('BulkDialog', () => import('./bulk-dialog.tsx'));

interface JobsBulkProps {
  workspace: string;
  chosen: Chosen;
  filter: ListFilter;
  /** Of all that the filter finds. */
  counts: States;
  onAll: () => void;
  onClear: () => void;
}

/** What can be done with the chosen jobs; each verb says how many it applies to. */
export function JobsBulk({ workspace, chosen, filter, counts, onAll, onClear }: JobsBulkProps) {
  const { t } = useTranslation(['jobs', 'ui']);
  const format = useFormat();
  const toast = useToast();
  const [asks, setAsks] = useState<'resubmit' | 'terminate' | 'delete' | null>(null);
  const states = statesOf(chosen, counts);
  const size = sumOf(states);
  const note = (['running', 'queued', 'terminating', 'succeeded', 'failed'] as const)
    .filter((state) => (states[state] ?? 0) > 0)
    .map((state) => `${format.count(states[state] ?? 0)} ${t(`ui:state.${state}`)}`)
    .join(', ');
  const everything = sumOf(counts);
  const target = (verb: BulkVerb): Target =>
    chosen.all ? { filter: asked(filter) } : { uids: jobsFor(verb, chosen).map(({ uid }) => uid) };
  const copy = () => {
    const verb = appliesTo('terminate', chosen, counts) > 0 ? 'terminate' : 'resubmit';
    const names = chosen.all ? asOptions(filter) || '--all' : jobsFor(verb, chosen).map(named).join(' ');
    void copyText(`npx trainyard job many ${verb} -w ${quoted(workspace)} ${names}`).then(() =>
      toast(t('jobs:bulk.copied')),
    );
  };
  return (
    <>
      <BulkBar count={size} note={note} onClear={onClear}>
        {!chosen.all && everything > size && (
          <Button variant="text" onClick={onAll}>
            {t('jobs:bulk.all', { count: everything, number: format.count(everything) })}
          </Button>
        )}
        <WaitingVerbs {...{ workspace, chosen, counts, target }} onDone={onClear} />
        {(['resubmit', 'terminate', 'delete'] as const).map((verb) => {
          const count = appliesTo(verb, chosen, counts);
          return (
            <Button
              key={verb}
              color={verb === 'resubmit' ? 'inherit' : 'error'}
              disabled={count === 0}
              onClick={() => setAsks(verb)}
            >
              {t(`jobs:bulk.verb.${verb}`, { count, number: format.count(count) })}
            </Button>
          );
        })}
        <Button variant="text" startIcon={<SquareTerminal size={14} strokeWidth={1.5} aria-hidden />} onClick={copy}>
          {t('jobs:bulk.copy')}
        </Button>
      </BulkBar>
      <Suspense>
        {asks && (
          <BulkDialog
            {...{ workspace }}
            verb={asks}
            count={appliesTo(asks, chosen, counts)}
            running={asks === 'terminate' ? (states.running ?? 0) : 0}
            jobs={jobsFor(asks, chosen)}
            target={target(asks)}
            onClose={() => setAsks(null)}
            onDone={onClear}
          />
        )}
      </Suspense>
    </>
  );
}

const named = ({ experiment, name }: Job): string => quoted(`${experiment}/${name}`);

interface WaitingProps {
  workspace: string;
  chosen: Chosen;
  counts: States;
  target: (verb: BulkVerb) => Target;
  onDone: () => void;
}

/** What can be done with those of the chosen that wait, and undone; nothing where none does. */
function WaitingVerbs({ workspace, chosen, counts, target, onDone }: WaitingProps) {
  const { t } = useTranslation('jobs');
  const format = useFormat();
  const toast = useToast();
  const say = useErrorWords();
  const [busy, setBusy] = useState(false);
  const [anchor, setAnchor] = useState<HTMLElement | null>(null);
  const waiting = appliesTo('priority', chosen, counts);
  if (waiting === 0) return null;
  const apply = async (verb: BulkVerb, change: JobUpdate) => {
    setAnchor(null);
    setBusy(true);
    try {
      const { done, refused } = await runBulk(workspace, verb, target(verb), change, () => undefined);
      const back = () => void undo(workspace, done).catch((error: unknown) => toast(say(error)));
      const count = done.length;
      const left = refused.filter(({ why }) => why.code !== 'AlreadySo').length;
      const text = t('bulk.changed', { count, number: format.count(count) });
      toast(
        left > 0 ? `${text} ${t('bulk.refused', { count: left, number: format.count(left) })}` : text,
        count > 0 ? back : undefined,
      );
      onDone();
    } catch (error) {
      toast(say(error));
    } finally {
      setBusy(false);
    }
  };
  return (
    <>
      {(['hold', 'release'] as const).map((verb) => {
        const count = appliesTo(verb, chosen, counts);
        if (count === 0) return null;
        return (
          <Button key={verb} disabled={busy} onClick={() => void apply(verb, { held: verb === 'hold' })}>
            {t(`waiting.bulk.${verb}`, { count })}
          </Button>
        );
      })}
      <Button
        disabled={busy}
        aria-haspopup="menu"
        aria-expanded={anchor !== null}
        onClick={(event) => setAnchor(event.currentTarget)}
      >
        {t('waiting.bulk.priority', { count: waiting })}
      </Button>
      <Menu anchorEl={anchor} open={anchor !== null} onClose={() => setAnchor(null)}>
        {priorities.toReversed().map((priority) => (
          <MenuItem key={priority} onClick={() => void apply('priority', { schedulingPriority: priority })}>
            {t('waiting.verb.to', { priority: t(`page.head.priority.${priority}`) })}
          </MenuItem>
        ))}
      </Menu>
    </>
  );
}
