/** What is being written for a workspace, kept in this tab until it is submitted; secrets are not in it. */
import type { Body } from './body.ts';

export interface Draft {
  experiment: string;
  body: Body;
}

const keyOf = (workspace: string, from: string | null) =>
  `trainyard.draft.job.${workspace}${from === null ? '' : ` ${from}`}`;

/** The draft that was left; undefined without one. */
export function readDraft(workspace: string, from: string | null): Draft | undefined {
  try {
    const draft = JSON.parse(sessionStorage.getItem(keyOf(workspace, from)) ?? 'null') as Draft | null;
    return draft === null || typeof draft.experiment !== 'string' || typeof draft.body !== 'object' ? undefined : draft;
  } catch {
    return undefined;
  }
}

export function keepDraft(workspace: string, from: string | null, draft: Draft): void {
  sessionStorage.setItem(keyOf(workspace, from), JSON.stringify(draft));
}

export function dropDraft(workspace: string, from: string | null): void {
  sessionStorage.removeItem(keyOf(workspace, from));
}
