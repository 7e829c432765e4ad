import { useCallback, useEffect, useState } from 'react';
import { type Draft, emptyDraft, keepable, readDraft } from './draft.ts';

const keyOf = (workspace: string) => `trainyard.draft.cluster.${workspace}`;

export interface DraftState {
  draft: Draft;
  change: (part: Partial<Draft>) => void;
  /** Back to nothing, and nothing kept. */
  discard: () => void;
  dirty: boolean;
}

/** What is typed, kept in this tab until it is sent or discarded; secrets are kept in memory only. */
export function useDraft(workspace: string): DraftState {
  const [draft, setDraft] = useState<Draft>(() => readDraft(sessionStorage.getItem(keyOf(workspace))) ?? emptyDraft);
  const dirty = JSON.stringify(draft) !== JSON.stringify(emptyDraft);
  useEffect(() => {
    if (dirty) sessionStorage.setItem(keyOf(workspace), JSON.stringify(keepable(draft)));
    else sessionStorage.removeItem(keyOf(workspace));
  }, [workspace, draft, dirty]);
  const change = useCallback((part: Partial<Draft>) => setDraft((last) => ({ ...last, ...part })), []);
  const discard = useCallback(() => {
    sessionStorage.removeItem(keyOf(workspace));
    setDraft(emptyDraft);
  }, [workspace]);
  return { draft, change, discard, dirty };
}
