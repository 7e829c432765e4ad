import { account, type JobFile } from '../job-files.ts';

/** The account and key that stand for what a file leaves open. */
const filled = { account: 'published', key: 'a2V5' };

/** What a client sends of a file: its placeholders filled in, and the cluster that it runs on; all else as it was written. */
export function sentOf({ properties }: JobFile, cluster?: string): Record<string, unknown> {
  const text = JSON.stringify(properties)
    .replaceAll(`<${account}>`, filled.account)
    .replaceAll('<AZURE_BATCHAI_STORAGE_KEY>', filled.key);
  const body = JSON.parse(text) as Record<string, unknown>;
  return cluster === undefined ? body : { ...body, cluster: { id: cluster } };
}

export const publishedAccount = filled.account;
