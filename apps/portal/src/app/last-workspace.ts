/** The workspace that was looked at last in this browser: the front door leads there. */
const key = 'trainyard.workspace';

export const lastWorkspace = {
  get: (): string | null => localStorage.getItem(key),
  set: (workspace: string): void => localStorage.setItem(key, workspace),
};
