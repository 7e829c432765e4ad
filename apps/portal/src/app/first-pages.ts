/**
 * Which page's code an address opens, and what every page or this one asks the server first: told to the browser before the
 * router is there (vite-first-files.ts).
 */

/**
 * Files of features by the form of an address; the first that fits. The page's own is the first of them, then the parts that it is
 * drawn with. One that is not here is fetched a moment later.
 */
export const firstPages: readonly (readonly [RegExp, string, ...string[]])[] = [
  [/^\/signin$/, 'session/sign-in-page'],
  [/^\/workspaces\/new$/, 'workspaces/create-page'],
  [/^\/w\/[^/]+\/?$/, 'overview/overview-page', 'overview/latest-pane'],
  [/^\/w\/[^/]+\/clusters$/, 'clusters/list-page'],
  [/^\/w\/[^/]+\/clusters\/new$/, 'clusters/create-page'],
  [/^\/w\/[^/]+\/clusters\/[^/]+$/, 'clusters/cluster-page'],
  [/^\/w\/[^/]+\/clusters\/[^/]+\/nodes\/[^/]+$/, 'clusters/nodes/node-page'],
  [/^\/w\/[^/]+\/clusters\/[^/]+\/nodes\/[^/]+\/terminal$/, 'terminal/node-terminal-page'],
  [/^\/w\/[^/]+\/jobs$/, 'jobs/list-page'],
  [/^\/w\/[^/]+\/jobs\/new$/, 'jobs/submit-page'],
  [/^\/w\/[^/]+\/jobs\/[^/]+\/[^/]+$/, 'jobs/job-page', 'jobs/panels/timeline-panel', 'jobs/panels/run-readouts'],
  [/^\/w\/[^/]+\/jobs\/[^/]+\/[^/]+\/terminal$/, 'terminal/task-terminal-page'],
  [/^\/w\/[^/]+\/data$/, 'data/data-page'],
  [/^\/w\/[^/]+\/data\/storage\/[^/]+(\/.*)?$/, 'data/storage/account-page'],
  [/^\/w\/[^/]+\/data\/file-servers\/[^/]+(\/.*)?$/, 'data/file-servers/server-page'],
  [/^\/w\/[^/]+\/limits$/, 'limits/limits-page'],
];

/** A question by its address below the API's; `$2` is the second part of the page's address. */
type Question = string;

const ofWorkspace: readonly Question[] = [
  'session',
  'workspaces?limit=1000',
  'workspaces/$2/clusters?limit=1000',
  'workspaces/$2/jobs/counts',
];
const jobs = (state: string): Question => `workspaces/$2/jobs?${state}limit=100`;

/** What pages ask first, word for word as the client does; of the forms of addresses that fit, all. */
export const firstQuestions: readonly (readonly [RegExp, readonly Question[]])[] = [
  [
    /^\/w\/[^/]+\/?$/,
    [
      ...['state=running%2Cterminating&', 'state=queued&', 'state=failed&', ''].map(jobs),
      'events?workspace=$2&last=120',
    ],
  ],
  [
    /^\/w\/[^/]+\/jobs\/[^/]+\/[^/]+$/,
    ['', '/attempts?limit=1000', '/logs'].map((of) => `workspaces/$2/experiments/$4/jobs/$5${of}`),
  ],
  [/^\/w\/[^/]+(\/|$)/, ofWorkspace],
];
