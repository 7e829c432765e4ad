/** The tree of nouns and verbs. A noun's verbs are loaded when it is meant, so that a command pays for its own only. */
import { version } from '@trainyard/contracts/version';
import { Command, Option } from 'commander';
import { fill, type Noun } from './noun.ts';
import { formats } from './output/formats.ts';
import type { Outcome, Shell } from './shell.ts';
import { type Cli, createCli } from './verb.ts';

interface LazyNoun {
  summary: string;
  load(): Promise<{ noun: Noun }>;
}

/** A command without a noun, such as `login`: gives itself options and an action. */
interface LazyVerb {
  summary: string;
  load(): Promise<{ verb: (command: Command, cli: Cli) => void }>;
}

const nouns: Record<string, LazyNoun> = {
  workspace: { summary: 'Workspaces', load: () => import('./workspace/noun.ts') },
  cluster: { summary: 'Clusters and their nodes', load: () => import('./cluster/noun.ts') },
  storage: {
    summary: 'Storage accounts: what lies behind their names',
    load: () => import('./storage/noun.ts'),
  },
  'file-server': {
    summary: 'File servers, whose files clusters and jobs mount',
    load: () => import('./file-server/noun.ts'),
  },
  node: { summary: "An operator's word on nodes", load: () => import('./node/noun.ts') },
  reservation: {
    summary: 'Nodes kept for a workspace or for maintenance',
    load: () => import('./reservation/noun.ts'),
  },
  limit: { summary: 'What workspaces and users may use at once', load: () => import('./limit/noun.ts') },
  experiment: { summary: 'Experiments', load: () => import('./experiment/noun.ts') },
  job: { summary: 'Jobs, their logs and files', load: () => import('./job/noun.ts') },
  view: { summary: 'Saved views of lists of jobs', load: () => import('./view/noun.ts') },
  recipe: { summary: 'Sample jobs that really train', load: () => import('./recipe/noun.ts') },
  token: { summary: 'API tokens', load: () => import('./token/noun.ts') },
  event: { summary: 'Recorded changes', load: () => import('./event/noun.ts') },
};

const verbs: Record<string, LazyVerb> = {
  apply: { summary: 'Make what files describe, where it is not there yet', load: () => import('./declared/apply.ts') },
  diff: { summary: 'Say what apply would do', load: () => import('./declared/diff.ts') },
  'list-usages': { summary: 'List what is in use, and how much may be', load: () => import('./usage/list.ts') },
  login: { summary: 'Sign in, and keep it', load: () => import('./session/login.ts') },
  logout: { summary: 'Forget the stored sign-in', load: () => import('./session/logout.ts') },
  version: { summary: 'Say which builds this command and its server are', load: () => import('./session/version.ts') },
  completion: {
    summary: 'Print a script that completes words in bash, zsh or fish',
    load: () => import('./completion/completion.ts'),
  },
};

/** The command line, and what loads all of it: for what must know every verb, such as shell completion. */
export interface Program {
  command: Command;
  /** Loads what a command of the top can do; nothing for one that is loaded, or stands below. */
  load(command: Command): Promise<void>;
  loadAll(): Promise<void>;
}

/** Builds the command line anew: Commander keeps parsed values in its commands. */
export function buildProgram(shell: Shell, outcome: Outcome): Program {
  const cli = createCli(shell, outcome);
  const program = new Command('trainyard')
    .description('Train, tune and score models on your own clusters')
    .version(version)
    .option('-w, --workspace <name>', 'workspace: NAME or SUBSCRIPTION:RESOURCE_GROUP:NAME')
    .option('-g, --resource-group <name>', 'resource group of the workspace (TRAINYARD_RESOURCE_GROUP)')
    .option('--subscription <name>', 'subscription of the workspace (TRAINYARD_SUBSCRIPTION)')
    .option('-e, --experiment <name>', 'experiment')
    .addOption(new Option('-o, --output <format>', 'table on a terminal, else json').choices(formats))
    .option('--query <jmespath>', 'print what this JMESPath makes of the result')
    .option('--no-color', 'no colours, not on a terminal either (NO_COLOR)')
    .option('--url <url>', 'address of the server (TRAINYARD_URL)')
    .option('--token <token>', 'API token (TRAINYARD_TOKEN)')
    .option('--verbose', 'say on stderr what is asked of the server, and for how long')
    .option('--debug', 'that, and where in the program an error came from')
    .exitOverride()
    .configureHelp({ showGlobalOptions: true })
    .configureOutput({
      writeOut: (text) => void shell.terminal.out.write(text),
      writeErr: (text) => void shell.terminal.err.write(text),
    })
    .showHelpAfterError('(add --help for what may be written here)');
  const loaders = new Map<Command, () => Promise<void>>();
  for (const [name, { summary, load }] of Object.entries(verbs)) {
    const command = program.command(name).description(summary);
    loaders.set(command, async () => (await load()).verb(command, cli));
  }
  for (const [name, { summary, load }] of Object.entries(nouns)) {
    const command = program.command(name).description(summary);
    loaders.set(command, async () => fill(command, cli, (await load()).noun));
  }
  const loadOne = async (command: Command) => {
    const load = loaders.get(command);
    loaders.delete(command);
    await load?.();
  };
  program.hook('preSubcommand', (_program, command) => loadOne(command));
  return {
    command: program,
    load: loadOne,
    loadAll: async () => void (await Promise.all([...loaders.keys()].map(loadOne))),
  };
}
