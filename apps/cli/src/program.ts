/** The tree of nouns and verbs. */
import { Command, Option } from 'commander';
import { clusterAutoScale } from './cluster/auto-scale.ts';
import { clusterCreate } from './cluster/create.ts';
import { clusterDelete } from './cluster/delete.ts';
import { clusterList } from './cluster/list.ts';
import { clusterLoginList } from './cluster/login-list.ts';
import { clusterNodeExec } from './cluster/node-exec.ts';
import { clusterNodeList } from './cluster/node-list.ts';
import { clusterQueueList } from './cluster/queue-list.ts';
import { clusterResize } from './cluster/resize.ts';
import { clusterScalingList } from './cluster/scaling-list.ts';
import { clusterShow } from './cluster/show.ts';
import { clusterUpdate } from './cluster/update.ts';
import { eventList } from './event/list.ts';
import { experimentCreate } from './experiment/create.ts';
import { experimentDelete } from './experiment/delete.ts';
import { experimentList } from './experiment/list.ts';
import { experimentShow } from './experiment/show.ts';
import { fileServerCreate } from './file-server/create.ts';
import { fileServerDelete } from './file-server/delete.ts';
import { fileServerList } from './file-server/list.ts';
import { fileServerShow } from './file-server/show.ts';
import { jobAttemptList } from './job/attempt-list.ts';
import { jobCreate } from './job/create.ts';
import { jobDelete } from './job/delete.ts';
import { jobExplain } from './job/explain.ts';
import { jobFileDownload } from './job/file-download.ts';
import { jobFileLink } from './job/file-link.ts';
import { jobFileList } from './job/file-list.ts';
import { jobFileStream } from './job/file-stream.ts';
import { jobList } from './job/list.ts';
import { jobLoginList } from './job/login-list.ts';
import { jobLogs } from './job/logs.ts';
import { jobNodeExec } from './job/node-exec.ts';
import { jobNodeList } from './job/node-list.ts';
import { jobPlan } from './job/plan.ts';
import { jobPreemptionList } from './job/preemption-list.ts';
import { jobResubmit } from './job/resubmit.ts';
import { jobServiceOpen } from './job/service-open.ts';
import { jobShow } from './job/show.ts';
import { jobTerminate } from './job/terminate.ts';
import { jobUnitList } from './job/unit-list.ts';
import { jobHold, jobRelease, jobUpdate } from './job/update.ts';
import { jobWait } from './job/wait.ts';
import { limitDelete } from './limit/delete.ts';
import { limitList } from './limit/list.ts';
import { limitSet } from './limit/set.ts';
import { nodeReclaim } from './node/reclaim.ts';
import { nodeSetUp } from './node/set-up.ts';
import { nodeUpdate } from './node/update.ts';
import { formats } from './output/print.ts';
import { recipeList } from './recipe/list.ts';
import { recipeRun } from './recipe/run.ts';
import { reservationCreate } from './reservation/create.ts';
import { reservationDelete } from './reservation/delete.ts';
import { reservationList } from './reservation/list.ts';
import { login } from './session/login.ts';
import { logout } from './session/logout.ts';
import type { Outcome, Shell } from './shell.ts';
import { storageAdd, storageUpdate } from './storage/add.ts';
import { storageList, storageShow } from './storage/list.ts';
import { storageRemove } from './storage/remove.ts';
import { fileServerFileVerbs, storageFileVerbs } from './tree/tree-verbs.ts';
import { type Cli, createCli } from './verb.ts';
import { workspaceCreate } from './workspace/create.ts';
import { workspaceDelete } from './workspace/delete.ts';
import { workspaceList } from './workspace/list.ts';
import { workspaceShow } from './workspace/show.ts';
import { workspaceUpdate } from './workspace/update.ts';
import { workspaceUsage } from './workspace/usage.ts';

/** A verb adds itself to its noun. */
export type AddVerb = (noun: Command, cli: Cli) => void;

const nouns: Record<
  string,
  { summary: string; verbs: AddVerb[]; nouns?: Record<string, { summary: string; verbs: AddVerb[] }> }
> = {
  workspace: {
    summary: 'Workspaces',
    verbs: [workspaceCreate, workspaceList, workspaceShow, workspaceUpdate, workspaceUsage, workspaceDelete],
  },
  cluster: {
    summary: 'Clusters and their nodes',
    verbs: [clusterCreate, clusterList, clusterShow, clusterDelete, clusterResize, clusterAutoScale, clusterUpdate],
    nouns: {
      node: { summary: 'Nodes of a cluster', verbs: [clusterNodeList, clusterNodeExec] },
      login: { summary: 'Signing in to the nodes of a cluster by ssh', verbs: [clusterLoginList] },
      queue: { summary: 'Queues of a cluster', verbs: [clusterQueueList] },
      scaling: { summary: 'Scaling history of a cluster', verbs: [clusterScalingList] },
    },
  },
  storage: {
    summary: 'Storage accounts: what lies behind their names',
    verbs: [storageAdd, storageUpdate, storageList, storageShow, storageRemove],
    nouns: { file: { summary: 'Files of a storage account', verbs: storageFileVerbs } },
  },
  'file-server': {
    summary: 'File servers, whose files clusters and jobs mount',
    verbs: [fileServerCreate, fileServerList, fileServerShow, fileServerDelete],
    nouns: { file: { summary: 'Files of a file server', verbs: fileServerFileVerbs } },
  },
  node: { summary: "An operator's word on nodes", verbs: [nodeUpdate, nodeReclaim, nodeSetUp] },
  reservation: {
    summary: 'Nodes kept for a workspace or for maintenance',
    verbs: [reservationCreate, reservationList, reservationDelete],
  },
  limit: { summary: 'What workspaces and users may use at once', verbs: [limitSet, limitList, limitDelete] },
  experiment: { summary: 'Experiments', verbs: [experimentCreate, experimentList, experimentShow, experimentDelete] },
  job: {
    summary: 'Jobs, their logs and files',
    verbs: [
      jobCreate,
      jobPlan,
      jobList,
      jobShow,
      jobExplain,
      jobWait,
      jobLogs,
      jobUpdate,
      jobHold,
      jobRelease,
      jobTerminate,
      jobResubmit,
      jobDelete,
    ],
    nouns: {
      node: { summary: 'Nodes of a job', verbs: [jobNodeList, jobNodeExec] },
      login: { summary: 'Signing in to the nodes of a job by ssh', verbs: [jobLoginList] },
      service: { summary: 'Pages that a job serves', verbs: [jobServiceOpen] },
      attempt: { summary: 'Attempts of a job', verbs: [jobAttemptList] },
      unit: { summary: 'Units of a job: shards of an array', verbs: [jobUnitList] },
      preemption: { summary: 'Receipts of pre-emptions', verbs: [jobPreemptionList] },
      file: { summary: 'Files of a job', verbs: [jobFileList, jobFileDownload, jobFileStream, jobFileLink] },
    },
  },
  recipe: { summary: 'Sample jobs that really train', verbs: [recipeList, recipeRun] },
  event: { summary: 'Recorded changes', verbs: [eventList] },
};

/** Builds the command line anew: Commander keeps parsed values in its commands. */
export function buildProgram(shell: Shell, outcome: Outcome): Command {
  const cli = createCli(shell, outcome);
  const program = new Command('trainyard')
    .description('Train, tune and score models on your own clusters')
    .option('-w, --workspace <name>', 'workspace: NAME or SUBSCRIPTION:RESOURCE_GROUP:NAME')
    .option('-e, --experiment <name>', 'experiment')
    .addOption(new Option('-o, --output <format>', 'table on a terminal, else json').choices(formats))
    .option('--url <url>', 'address of the server (TRAINYARD_URL)')
    .option('--token <token>', 'API token (TRAINYARD_TOKEN)')
    .configureHelp({ showGlobalOptions: true })
    .showHelpAfterError('(add --help for what may be written here)');
  login(program, cli);
  logout(program, cli);
  addNouns(program, cli, nouns);
  settle(program, shell);
  return program;
}

function addNouns(parent: Command, cli: Cli, rows: typeof nouns): void {
  for (const [name, row] of Object.entries(rows)) {
    const noun = parent.command(name).description(row.summary);
    for (const add of row.verbs) add(noun, cli);
    if (row.nouns) addNouns(noun, cli, row.nouns);
  }
}

/** Settings that Commander does not hand down to commands made before. */
function settle(command: Command, shell: Shell): void {
  command.exitOverride();
  command.configureHelp({ showGlobalOptions: true });
  command.configureOutput({
    writeOut: (text) => void shell.terminal.out.write(text),
    writeErr: (text) => void shell.terminal.err.write(text),
  });
  for (const child of command.commands) settle(child, shell);
}
