import { authorise, installation } from '../../access/authorise.ts';
import { armOperation } from './arm-operation.ts';
import { apiVersion } from './arm-version.ts';

const mine = 'Microsoft.BatchAI';

/** What may be done with what, by the service's names: resource, then verbs and what they do to it. */
const resources: readonly [resource: string, label: string, verbs: Readonly<Record<string, string>>][] = [
  ['workspaces', 'Workspaces', { read: 'Read or list', write: 'Create or change', delete: 'Delete' }],
  ['workspaces/experiments', 'Experiments', { read: 'Read or list', write: 'Create', delete: 'Delete' }],
  ['clusters', 'Clusters', { read: 'Read or list' }],
  [
    'workspaces/clusters',
    'Clusters',
    {
      read: 'Read or list',
      write: 'Create or resize',
      delete: 'Delete',
      'remoteLoginInformation/action': 'List how to sign in to the nodes of',
    },
  ],
  [
    'workspaces/experiments/jobs',
    'Jobs',
    {
      read: 'Read or list',
      write: 'Submit',
      delete: 'Delete',
      'terminate/action': 'Terminate',
      'remoteLoginInformation/action': 'List how to sign in to the nodes of',
      'listoutputfiles/action': 'List output files of',
    },
  ],
  ['fileservers', 'File servers', { read: 'Read or list' }],
  ['workspaces/fileservers', 'File servers', { read: 'Read or list', write: 'Create', delete: 'Delete' }],
  ['locations/usages', 'Usages', { read: 'List' }],
  ['locations/operationresults', 'Operation results', { read: 'Read' }],
  ['locations/operationstatuses', 'Operation statuses', { read: 'Read' }],
];

/** Operations about the provider itself. */
const itself = { 'register/action': 'Register', 'unregister/action': 'Unregister' };

const told = (name: string, resource: string, does: string): object => ({
  name: `${mine}/${name}`,
  display: {
    provider: 'Microsoft Batch AI',
    resource,
    operation: `${does} ${resource.toLowerCase()}`,
    description: `${does} ${resource.toLowerCase()} of Batch AI`,
  },
  origin: 'user,system',
});

const operationList = [
  ...resources.flatMap(([resource, label, verbs]) =>
    Object.entries(verbs).map(([verb, does]) => told(`${resource}/${verb}`, label, does)),
  ),
  ...Object.entries(itself).map(([verb, does]) => told(verb, 'Resource provider', does)),
];

/** Types of each provider. Batch AI was built on Azure Batch and asked for its registration too; nothing of it is here. */
const providers = {
  [mine]: [
    'workspaces',
    'workspaces/clusters',
    'workspaces/fileservers',
    'workspaces/experiments',
    'workspaces/experiments/jobs',
    'locations',
    'locations/usages',
    'locations/operationresults',
    'locations/operationstatuses',
    'operations',
  ],
  'Microsoft.Batch': [],
} as const;

/** Everybody is registered, for good: registering changes nothing, and neither does unregistering. */
function registration(namespace: keyof typeof providers, subscription: string): object {
  return {
    id: `/subscriptions/${subscription}/providers/${namespace}`,
    namespace,
    registrationState: 'Registered',
    resourceTypes: providers[namespace].map((resourceType) => ({
      resourceType,
      locations: [],
      apiVersions: [apiVersion],
    })),
  };
}

const namespaces = Object.keys(providers) as (keyof typeof providers)[];
const reading = installation('resource providers');

/** The provider: its operations, and its registration, with which Azure's clients begin. */
export const providerOperations = [
  armOperation({
    name: 'Operations_List',
    method: 'get',
    path: `/providers/${mine}/operations`,
    run: async () => ({ value: operationList }),
  }),
  armOperation({
    name: 'Providers_List',
    method: 'get',
    path: '/subscriptions/:subscription/providers',
    versions: 'resourceManager',
    run: async ({ params }) => ({ value: namespaces.map((one) => registration(one, params.subscription ?? '')) }),
  }),
  ...namespaces.flatMap((namespace) => [
    armOperation({
      name: 'Providers_Get',
      method: 'get',
      path: `/subscriptions/:subscription/providers/${namespace}`,
      versions: 'resourceManager',
      run: async ({ params }) => registration(namespace, params.subscription ?? ''),
    }),
    ...(['register', 'unregister'] as const).map((verb) =>
      armOperation({
        name: verb === 'register' ? 'Providers_Register' : 'Providers_Unregister',
        method: 'post',
        path: `/subscriptions/:subscription/providers/${namespace}/${verb}`,
        versions: 'resourceManager',
        async run({ actor, params }) {
          authorise(actor, 'update', reading);
          return registration(namespace, params.subscription ?? '');
        },
      }),
    ),
  ]),
];
