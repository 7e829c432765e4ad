import { createClient } from '@trainyard/sdk/client';
import { everyItem } from '@trainyard/sdk/pages';
import { expect, test } from 'vitest';
import { firstPages, firstQuestions } from './first-pages.ts';

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

/** Below the API's address, as the script before the page fills them in. */
const askedAt = (path: string): string[] =>
  firstQuestions
    .filter(([form]) => form.test(path))
    .flatMap(([, asked]) => asked.map((one) => one.replace(/\$(\d)/g, (_, at) => path.split('/')[at] ?? '')));

/** What a client asks for, as it writes it. */
async function asClient(ask: (client: ReturnType<typeof createClient>) => Promise<unknown>[]): Promise<string[]> {
  const asked: string[] = [];
  const fetch = async (address: string | URL | Request) => {
    asked.push(String(address).replace('http://yard/api/v1/', ''));
    return Response.json({ items: [], next: null });
  };
  await Promise.all(ask(createClient({ url: 'http://yard', fetch })));
  return asked;
}

const params = { workspace: 'vision' };
const job = { ...params, experiment: 'e', name: 'run-1' };

/** As live/session, questions.ts and job-totals.ts ask. */
const frame: Parameters<typeof asClient>[0] = (client) => [
  client.call('getSession'),
  everyItem(client, 'listWorkspaces', {}),
  everyItem(client, 'listClusters', { params }),
  client.call('countJobs', { params }),
];

test.each<[string, Parameters<typeof asClient>[0]]>([
  ['/signin', () => []],
  ['/w/vision/data', frame],
  [
    '/w/vision',
    (client) => [
      ...['running,terminating', 'queued', 'failed'].map((state) =>
        client.call('listJobs', { params, query: { state, limit: 100 } }),
      ),
      client.call('listJobs', { params, query: { limit: 100 } }),
      client.call('listEvents', { query: { workspace: 'vision', last: 120 } }),
      ...frame(client),
    ],
  ],
  [
    '/w/vision/jobs/e/run-1',
    (client) => [
      client.call('getJob', { params: job }),
      client.call('listAttempts', { params: job, query: { limit: 1000 } }),
      client.call('listLogs', { params: job, query: {} }),
      ...frame(client),
    ],
  ],
])('what %s asks first is what the client asks', async (path, ask) => {
  expect(askedAt(path)).toEqual(await asClient(ask));
});
