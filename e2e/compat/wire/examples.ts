import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A request as the published description shows it. */
export interface Example {
  name: string;
  method: string;
  /** Path and query, with names of ours. */
  path: string;
  body: unknown;
  /** Every status that the description declares. */
  statuses: number[];
}

interface Described {
  operationId: string;
  parameters: { $ref?: string; name?: string; in?: string }[];
  responses: Record<string, unknown>;
  'x-ms-examples'?: Record<string, { $ref: string }>;
}

/** Names that the examples refer to one another by, some of them misspelt. */
const names: Record<string, string> = {
  resourceGroupName: 'demo_resource_group',
  workspaceName: 'demo_workspace',
  clusterName: 'demo_cluster',
  experimentName: 'demo_experiment',
  jobName: 'demo_job',
  fileServerName: 'fileservercedd134b',
};

/** What has to be there before the rest: what contains before what is contained, what is referred to before what refers. */
const methods = ['put', 'patch', 'get', 'post', 'delete'];
const before = (path: string): number =>
  ['fileServers', 'clusters', 'jobs'].findIndex((kind) => path.includes(kind)) + path.split('/').length;

/** The examples of the description in an order in which they can be sent; none without the folder of samples. */
export function examples(): Example[] {
  const samples = process.env.BATCHAI_SAMPLES;
  if (samples === undefined) return [];
  const folder = join(samples, 'swagger-2018-05-01');
  const { paths } = read(join(folder, 'BatchAI.json')) as { paths: Record<string, Record<string, Described>> };
  const all = Object.entries(paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(([method, operation]) => ({ path, method, operation, rank: before(path) })),
  );
  const rank = ({ method, rank }: { method: string; rank: number }) =>
    methods.indexOf(method) * 1_000 + (method === 'delete' ? -rank : rank);
  return all
    .toSorted((a, b) => rank(a) - rank(b))
    .flatMap(({ path, method, operation }) =>
      Object.values(operation['x-ms-examples'] ?? {}).map(({ $ref }) => {
        const { parameters } = read(join(folder, $ref)) as { parameters: Record<string, unknown> };
        const given: Record<string, unknown> = { ...parameters, ...names };
        const filled = path.replaceAll(/\{(\w+)\}/g, (_, name) => encodeURIComponent(String(given[name])));
        const query = Object.entries(parameters).filter(
          ([name]) => !path.includes(`{${name}}`) && name !== 'parameters',
        );
        const search = new URLSearchParams(Object.fromEntries(query.map(([name, value]) => [name, String(value)])));
        return {
          name: operation.operationId,
          method: method.toUpperCase(),
          path: `${filled}?${search}`,
          body: spelt(parameters.parameters),
          statuses: Object.keys(operation.responses)
            .map(Number)
            .filter((status) => status > 0),
        };
      }),
    );
}

/** A body whose references lead to what the other examples make; a cluster without nodes, since nothing is to run. */
function spelt(body: unknown): unknown {
  if (body === undefined) return undefined;
  const text = JSON.stringify(body)
    .replaceAll('/workspace/', '/workspaces/')
    .replaceAll('demo_workspaces', 'demo_workspace')
    .replaceAll('"targetNodeCount":1', '"targetNodeCount":0');
  return JSON.parse(text);
}

function read(file: string): unknown {
  return JSON.parse(readFileSync(file, 'utf8'));
}
