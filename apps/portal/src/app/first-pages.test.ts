import { expect, test } from 'vitest';
import { firstPages } from './first-pages.ts';

const pageAt = (path: string) => firstPages.find(([form]) => form.test(path))?.[1];

test.each([
  ['/', undefined],
  ['/signin', 'session/sign-in-page'],
  ['/w/vision', 'overview/overview-page'],
  ['/w/vision/clusters/new', 'clusters/create-page'],
  ['/w/vision/clusters/atlas', 'clusters/cluster-page'],
  ['/w/vision/jobs/new', 'jobs/submit-page'],
  ['/w/vision/jobs/e', undefined],
  ['/w/vision/jobs/e/run-1', 'jobs/job-page'],
  ['/w/vision/data', 'data/data-page'],
  ['/w/vision/data/storage/acme/models/a', 'data/storage/account-page'],
  ['/w/vision/data/file-servers/nfs', 'data/file-servers/server-page'],
])('%s opens %s', (path, page) => expect(pageAt(path)).toBe(page));
