/** Which page's code an address opens: told to the browser before the router is there (vite-first-files.ts). */

/** Files of features by the form of an address; the first that fits. One that is not here is fetched a moment later. */
export const firstPages: readonly (readonly [RegExp, string])[] = [
  [/^\/signin$/, 'session/sign-in-page'],
  [/^\/workspaces\/new$/, 'workspaces/create-page'],
  [/^\/w\/[^/]+\/?$/, 'overview/overview-page'],
  [/^\/w\/[^/]+\/clusters$/, 'clusters/list-page'],
  [/^\/w\/[^/]+\/clusters\/new$/, 'clusters/create-page'],
  [/^\/w\/[^/]+\/clusters\/[^/]+$/, 'clusters/cluster-page'],
  [/^\/w\/[^/]+\/clusters\/[^/]+\/nodes\/[^/]+\/terminal$/, 'terminal/node-terminal-page'],
  [/^\/w\/[^/]+\/jobs$/, 'jobs/list-page'],
  [/^\/w\/[^/]+\/jobs\/new$/, 'jobs/submit-page'],
  [/^\/w\/[^/]+\/jobs\/[^/]+\/[^/]+$/, 'jobs/job-page'],
  [/^\/w\/[^/]+\/jobs\/[^/]+\/[^/]+\/terminal$/, 'terminal/task-terminal-page'],
  [/^\/w\/[^/]+\/data$/, 'data/data-page'],
  [/^\/w\/[^/]+\/data\/storage\/[^/]+(\/.*)?$/, 'data/storage/account-page'],
  [/^\/w\/[^/]+\/data\/file-servers\/[^/]+(\/.*)?$/, 'data/file-servers/server-page'],
  [/^\/w\/[^/]+\/limits$/, 'limits/limits-page'],
];
