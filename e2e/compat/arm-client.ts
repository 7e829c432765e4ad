import { BatchAIManagementClient, type BatchAIManagementModels as Models } from '@azure/arm-batchai';
import { adminToken } from '../cluster/server.ts';

/** How Microsoft's client is to behave. */
export interface ArmClientOptions {
  /** `local` unless given: the subscription of what is made natively. */
  subscription?: string;
  /** The administrator's unless given; null sends none. */
  token?: string | null;
  /** Seconds before each poll of an operation: 0 unless given, as one who knows of the option sets it. `unset`: the client's own 30 s. */
  pollDelay?: number | 'unset';
  /** What it calls itself instead: a server cannot tell it from others then. */
  userAgent?: string;
  /** Filled with what is sent and answered. */
  calls?: ArmCall[];
}

/** A request of the client and the status of its answer. */
export interface ArmCall {
  method: string;
  /** Path and query. */
  path: string;
  status: number;
  headers: Record<string, string>;
}

/** Microsoft's own client, led to our server. */
export function armClient(url: string, options: ArmClientOptions = {}): BatchAIManagementClient {
  const { subscription = 'local', token = adminToken, pollDelay = 0, userAgent, calls } = options;
  const credentials: ConstructorParameters<typeof BatchAIManagementClient>[0] = {
    async signRequest(request) {
      if (token !== null) request.headers.set('authorization', `Bearer ${token}`);
      return request;
    },
  };
  return new BatchAIManagementClient(credentials, subscription, {
    baseUri: url,
    noRetryPolicy: true,
    ...(pollDelay !== 'unset' && { longRunningOperationRetryTimeout: pollDelay }),
    ...(userAgent !== undefined && { userAgent }),
    ...(calls && { requestPolicyFactories: (before) => [...before, tellsOf(calls)] }),
  });
}

type PolicyFactories = NonNullable<ConstructorParameters<typeof BatchAIManagementClient>[2]>['requestPolicyFactories'];
type PolicyFactory = Extract<PolicyFactories, unknown[]>[number];

/** The last before the wire: it sees what really goes out. */
function tellsOf(calls: ArmCall[]): PolicyFactory {
  return {
    create: (next) => ({
      async sendRequest(request) {
        const answer = await next.sendRequest(request);
        const { pathname, search } = new URL(request.url);
        const headers = answer.headers.rawHeaders();
        calls.push({ method: request.method, path: `${pathname}${search}`, status: answer.status, headers });
        return answer;
      },
    }),
  };
}

/** Polls of operations among these calls; each of them comes after a wait. */
export function pollsAmong(calls: readonly ArmCall[]): string[] {
  return calls.map(({ path }) => path).filter((path) => /\/operation(results|statuses)\//.test(path));
}

/** One answer of a list, as the client gives it. */
type Page<T> = T[] & { nextLink?: string };

/** No list of a test is longer: one that goes on for ever is a fault. */
const pagesMost = 100;

/** Every page of a list, following its links. */
export async function pagesOf<T>(first: Promise<Page<T>>, next: (link: string) => Promise<Page<T>>): Promise<T[][]> {
  const pages: T[][] = [];
  let page = await first;
  for (;;) {
    pages.push([...page]);
    if (page.nextLink === undefined) return pages;
    if (pages.length > pagesMost) throw new Error(`a list goes on after ${pagesMost} pages: ${page.nextLink}`);
    page = await next(page.nextLink);
  }
}

/** All files of a directory of a job in the yard's experiment, over as many pages as there are. */
export async function outputFiles(
  client: BatchAIManagementClient,
  job: string,
  options: Models.JobsListOutputFilesOptions,
): Promise<Models.File[]> {
  const first = client.jobs.listOutputFiles('default', 'w', 'e', job, options);
  return (await pagesOf<Models.File>(first, (link) => client.jobs.listOutputFilesNext(link))).flat();
}

/** Downloads by a signed link, without any credentials. */
export async function download(url: string, headers: Record<string, string> = {}): Promise<string> {
  const answer = await fetch(url, { headers });
  if (!answer.ok) throw new Error(`${url} answered ${answer.status}: ${await answer.text()}`);
  return answer.text();
}
