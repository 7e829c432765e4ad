/** Words of making a workspace. */
export default {
  title: 'New workspace',
  firstTitle: 'Make the first workspace',
  lead: 'A workspace holds clusters, experiments and jobs, and is what access is given to.',
  firstLead: 'There is none yet. A workspace holds clusters, experiments and jobs; most teams need one.',
  name: 'Name',
  nameHelp: 'Letters, digits, - and _; at most 64.',
  more: 'Subscription and resource group',
  moreHelp:
    'For clients of Azure Batch AI, which name a workspace by all three. Left empty, they are “local” and “default”.',
  subscription: 'Subscription',
  resourceGroup: 'Resource group',
  create: 'Create workspace',
  creating: 'Creating',
  wrong: {
    empty: 'Give it a name.',
    word: 'Use letters, digits, - and _ only; at most 64.',
    group: 'Use letters, digits, -, _ and . only; at most 90.',
    taken: 'There is a workspace of this name: choose another one.',
  },
} as const;
