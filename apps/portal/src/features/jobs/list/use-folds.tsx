import { useMediaQuery } from '@mui/material';
import type { Job } from '@trainyard/contracts/job';
import { useCallback, useMemo, useState } from 'react';
import type { Folds } from '../../../ui/table/window/window-table.tsx';
import { OddShards } from './odd-shards.tsx';

/** Which arrays are open in place, and what is shown of them. */
export function useFolds(lines: (job: Job) => number) {
  const [open, setOpenIds] = useState<ReadonlySet<string>>(() => new Set());
  const touch = useMediaQuery('(max-width: 640px), (pointer: coarse)', { noSsr: true });
  const setOpen = useCallback((id: string, to: boolean) => {
    setOpenIds((old) => {
      const next = new Set(old);
      if (to) next.add(id);
      else next.delete(id);
      return next;
    });
  }, []);
  const folds = useMemo<Folds<Job>>(
    () => ({
      size: open.size,
      canOpen: (job) => job.shards !== null,
      isOpen: (id) => open.has(id),
      setOpen,
      lines,
      render: (job) => <OddShards job={job} height={touch ? 44 : 28} />,
    }),
    [open, setOpen, lines, touch],
  );
  return { folds, context: useMemo(() => ({ open, setOpen }), [open, setOpen]) };
}
