import type { Job } from '@trainyard/contracts/job';
import { ChevronDown, ChevronRight } from 'lucide-react';
import { createContext, useContext } from 'react';
import { useTranslation } from 'react-i18next';
import { Glyph, isGlyphState } from '../../../ui/glyph.tsx';
import css from './fold.module.css';

interface FoldState {
  open: ReadonlySet<string>;
  setOpen: (id: string, open: boolean) => void;
}

/** Which arrays are open in place. */
export const FoldContext = createContext<FoldState>({ open: new Set(), setOpen: () => undefined });

/** Before the name of a job: what opens an array in place, and the glyph of the state. */
export function NameStart({ job }: { job: Job }) {
  return (
    <>
      {job.shards === null ? <span className={css.noFold} /> : <FoldButton job={job} />}
      {isGlyphState(job.executionState) && <Glyph state={job.executionState} />}
    </>
  );
}

function FoldButton({ job: { uid, name } }: { job: Job }) {
  const { t } = useTranslation('jobs');
  const { open, setOpen } = useContext(FoldContext);
  const is = open.has(uid);
  const Icon = is ? ChevronDown : ChevronRight;
  return (
    <button
      type="button"
      className={css.fold}
      aria-expanded={is}
      aria-label={t('list.fold', { name })}
      tabIndex={-1}
      onClick={() => setOpen(uid, !is)}
    >
      <Icon size={14} strokeWidth={1.5} aria-hidden />
    </button>
  );
}
