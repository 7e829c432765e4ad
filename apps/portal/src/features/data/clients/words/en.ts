/** Words of leading a client here. */
export default {
  title: 'Connect a client',
  means: 'of Azure Batch AI, or of Trainyard',
  base: 'Base address',
  subscription: 'Subscription',
  resourceGroup: 'Resource group',
  workspace: 'Workspace',
  token: 'A client signs in by a token, which an administrator makes. It is printed once: keep it in TRAINYARD_TOKEN.',
  client: 'Client',
} as const;
