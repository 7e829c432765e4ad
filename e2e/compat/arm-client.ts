import { BatchAIManagementClient, type BatchAIManagementModels as Models } from '@azure/arm-batchai';
import { adminToken } from '../cluster/server.ts';

/** Microsoft's own client, led to our server. */
export function armClient(url: string): BatchAIManagementClient {
  const credentials: ConstructorParameters<typeof BatchAIManagementClient>[0] = {
    async signRequest(request) {
      request.headers.set('authorization', `Bearer ${adminToken}`);
      return request;
    },
  };
  return new BatchAIManagementClient(credentials, 'local', { baseUri: url, noRetryPolicy: true });
}

/** All files of a directory of a job in the yard's experiment, over as many pages as there are. */
export async function outputFiles(
  client: BatchAIManagementClient,
  job: string,
  options: Models.JobsListOutputFilesOptions,
): Promise<Models.File[]> {
  let page = await client.jobs.listOutputFiles('default', 'w', 'e', job, options);
  const files = [...page];
  while (page.nextLink !== undefined) {
    page = await client.jobs.listOutputFilesNext(page.nextLink);
    files.push(...page);
  }
  return files;
}

/** Downloads by a signed link, without any credentials. */
export async function download(url: string, headers: Record<string, string> = {}): Promise<string> {
  const answer = await fetch(url, { headers });
  if (!answer.ok) throw new Error(`${url} answered ${answer.status}: ${await answer.text()}`);
  return answer.text();
}
