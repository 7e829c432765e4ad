/** What a person pastes to lead a client here, with the values of one workspace filled in. Pure. */
import type { WorkspaceNames } from '../../../app/workspace-name.tsx';

export interface ClientPlace extends WorkspaceNames {
  /** Address of the server, without a slash at its end. */
  base: string;
  /** The workspace as the native API has it. */
  ref: string;
}

export const clientKinds = ['batchai', 'cli', 'sdk', 'curl'] as const;
export type ClientKind = (typeof clientKinds)[number];

/** Where the token comes from: an administrator makes it, and it is printed once. */
export const tokenLine = 'npx trainyard token create my-client --role administrator -o tsv';

const text = JSON.stringify;

const makers: Record<ClientKind, (place: ClientPlace) => string> = {
  batchai: ({
    base,
    subscription,
    resourceGroup,
    name,
  }) => `import { BatchAIManagementClient } from '@azure/arm-batchai';

const credentials = {
  async signRequest(request) {
    request.headers.set('authorization', \`Bearer \${process.env.TRAINYARD_TOKEN}\`);
    return request;
  },
};
const client = new BatchAIManagementClient(credentials, ${text(subscription)}, {
  baseUri: ${text(base)},
  longRunningOperationRetryTimeout: 1,
});
console.log(await client.clusters.listByWorkspace(${text(resourceGroup)}, ${text(name)}));
`,
  cli: ({ base, ref }) => `export TRAINYARD_URL=${shell(base)}
export TRAINYARD_TOKEN=…
npx trainyard cluster list -w ${shell(ref)}
`,
  sdk: ({ base, ref }) => `import { connect } from '@trainyard/sdk/connect';

const trainyard = connect({ url: ${text(base)}, token: process.env.TRAINYARD_TOKEN });
for await (const job of trainyard.each('listJobs', { params: { workspace: ${text(ref)} } })) {
  console.log(job.name, job.executionState);
}
`,
  curl: ({ base, subscription, resourceGroup, name }) => {
    const path = ['subscriptions', subscription, 'resourceGroups', resourceGroup].map(encodeURIComponent).join('/');
    const url = `${base}/${path}/providers/Microsoft.BatchAI/workspaces/${encodeURIComponent(name)}?api-version=2018-05-01`;
    return `curl -H "Authorization: Bearer $TRAINYARD_TOKEN" \\\n  ${shell(url)}\n`;
  },
};

/** The snippet of one client. */
export function snippetOf(kind: ClientKind, place: ClientPlace): string {
  return makers[kind](place);
}

/** As one word of a shell. */
function shell(word: string): string {
  return /^[\w./:@=-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
