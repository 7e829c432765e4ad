/** Makes the compiler check every key: a word that no English catalogue has does not compile. */

import type capsule from '../../capsule/words/en.ts';
import type batchAi from '../../features/batch-ai/words/en.ts';
import type scheduling from '../../features/clusters/scheduling/words/en.ts';
import type clusters from '../../features/clusters/words/en.ts';
import type clients from '../../features/data/clients/words/en.ts';
import type data from '../../features/data/words/en.ts';
import type files from '../../features/files/words/en.ts';
import type compare from '../../features/jobs/compare/words/en.ts';
import type diff from '../../features/jobs/diff/words/en.ts';
import type receipts from '../../features/jobs/receipts/words/en.ts';
import type submit from '../../features/jobs/submit/words/en.ts';
import type waiting from '../../features/jobs/waiting/words/en.ts';
import type jobs from '../../features/jobs/words/en.ts';
import type limits from '../../features/limits/words/en.ts';
import type overview from '../../features/overview/words/en.ts';
import type session from '../../features/session/words/en.ts';
import type terminal from '../../features/terminal/words/en.ts';
import type volumes from '../../features/volumes/words/en.ts';
import type workspaces from '../../features/workspaces/words/en.ts';
import type ui from '../../ui/words/en.ts';
import type app from '../words/en.ts';

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'app';
    interpolationPrefix: '{';
    interpolationSuffix: '}';
    resources: {
      app: typeof app;
      capsule: typeof capsule;
      ui: typeof ui;
      session: typeof session;
      workspaces: typeof workspaces;
      overview: typeof overview;
      clusters: typeof clusters;
      jobs: typeof jobs;
      submit: typeof submit;
      waiting: typeof waiting;
      compare: typeof compare;
      diff: typeof diff;
      receipts: typeof receipts;
      scheduling: typeof scheduling;
      'batch-ai': typeof batchAi;
      data: typeof data;
      clients: typeof clients;
      files: typeof files;
      limits: typeof limits;
      terminal: typeof terminal;
      volumes: typeof volumes;
    };
  }
}
