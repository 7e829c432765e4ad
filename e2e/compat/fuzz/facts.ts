import { type BodyOf, type BodyType, integer, list, type ObjectType, object, text } from './body-types.ts';

/** Bodies of the wire dialect, written from what is known of the service; every body that follows them is right. */

/** A path that may hold variables of the node. */
const path = text('$AZ_BATCHAI_JOB_TEMP', '/tmp/Ünïcode path', '$AZ_BATCHAI_MOUNT_ROOT/a/b');
const args = text('', '--epochs 3', '--name "größe 学習" $AZ_BATCHAI_TASK_INDEX');
const command = text('true', 'echo "two words"; exit 0', 'python train.py\nsecond line');
const variable = text('EPOCHS', '_x', 'Path2');
const value = text('', '3', '🙂 \\ " \' $HOME');
const account = object({
  'adminUserName*': text('ada'),
  adminUserPassword: text('Pass w0rd'),
  adminUserSshPublicKey: text('ssh-rsa AAAA ada'),
});
const key = object({ accountKey: text('a2V5') });

const mountVolumes = object({
  unmanagedFileSystems: list(
    object({ 'mountCommand*': text('mount -t nfs 10.0.0.4:/x'), 'relativeMountPath*': text('un', 'un/der') }),
  ),
});

const shares = object({
  azureFileShares: list(
    object({
      'accountName*': text('fuzzed'),
      'azureFileUrl*': text('https://fuzzed.file.core.windows.net/share'),
      'credentials*': key,
      'relativeMountPath*': text('afs'),
      fileMode: text('0777', '0700'),
      directoryMode: text('0777'),
    }),
  ),
  azureBlobFileSystems: list(
    object({
      'accountName*': text('fuzzed'),
      'containerName*': text('container'),
      'credentials*': key,
      'relativeMountPath*': text('bfs'),
      mountOptions: text('-o allow_other'),
    }),
  ),
});

const setupTask = object({
  'commandLine*': command,
  environmentVariables: list(object({ 'name*': variable, 'value*': value })),
  secrets: list(object({ 'name*': text('KEY'), 'value*': value })),
  'stdOutErrPathPrefix*': path,
});

const scaleSettings = object(
  {
    manual: object({
      'targetNodeCount*': integer(0),
      nodeDeallocationOption: text('requeue', 'terminate', 'waitforjobcompletion'),
    }),
    autoScale: object({
      'minimumNodeCount*': integer(0),
      'maximumNodeCount*': integer(0, 3),
      initialNodeCount: integer(0),
    }),
  },
  ['manual', 'autoScale'],
);

const image = object({
  'publisher*': text('Canonical'),
  'offer*': text('UbuntuServer'),
  'sku*': text('16.04-LTS'),
  version: text('latest', ''),
});

const cluster = object({
  'vmSize*': text('STANDARD_NC6', 'standard_d1'),
  vmPriority: text('dedicated', 'lowpriority'),
  'scaleSettings*': scaleSettings,
  virtualMachineConfiguration: object({ imageReference: image }),
  nodeSetup: object({ setupTask, mountVolumes }),
  'userAccountSettings*': account,
});

const fileServer = object({
  'vmSize*': text('STANDARD_D1'),
  'sshConfiguration*': object({ 'userAccountSettings*': account, publicIPsToAllow: list(text('10.0.0.0/8', '*')) }),
  'dataDisks*': object({
    'diskSizeInGB*': integer(1),
    'diskCount*': integer(1),
    'storageAccountType*': text('Standard_LRS', 'Premium_LRS'),
    cachingType: text('none', 'readonly', 'readwrite'),
  }),
});

const python: Record<string, BodyType> = {
  'pythonScriptFilePath*': path,
  pythonInterpreterPath: text('/usr/bin/python3'),
  commandLineArgs: args,
};
const processCount = integer(1, 2);

const toolkits: Record<string, ObjectType> = {
  cntkSettings: object({ ...python, languageType: text('Python'), processCount }),
  pyTorchSettings: object({ ...python, processCount, communicationBackend: text('gloo', 'TCP') }),
  tensorFlowSettings: object({
    'pythonScriptFilePath*': path,
    pythonInterpreterPath: text('/usr/bin/python3'),
    masterCommandLineArgs: args,
    workerCommandLineArgs: args,
    parameterServerCommandLineArgs: args,
  }),
  caffeSettings: object({ 'configFilePath*': path, commandLineArgs: args, processCount }),
  caffe2Settings: object(python),
  chainerSettings: object({ ...python, processCount }),
  customToolkitSettings: object({ 'commandLine*': command }),
  customMpiSettings: object({ 'commandLine*': command, processCount }),
  horovodSettings: object({ ...python, processCount }),
};

/** The cluster by its id. */
function job(cluster: string): ObjectType {
  const fields: Record<string, BodyType> = {
    schedulingPriority: text('low', 'normal', 'high'),
    'cluster*': object({ 'id*': text(cluster, cluster.toUpperCase()) }),
    'nodeCount*': integer(1),
    ...toolkits,
    jobPreparation: object({ 'commandLine*': command }),
    'stdOutErrPathPrefix*': path,
    mountVolumes: shares,
    inputDirectories: list(object({ 'id*': text('IN'), 'path*': path })),
    outputDirectories: list(object({ 'id*': text('OUT'), 'pathPrefix*': path, pathSuffix: text('models') })),
    environmentVariables: list(object({ 'name*': variable, 'value*': value })),
    secrets: list(object({ 'name*': text('KEY'), 'value*': value })),
    constraints: object({ maxWallClockTime: text('PT1H', 'P7D', 'P1DT12H30M') }),
  };
  return object(fields, Object.keys(toolkits));
}

const workspace = object({ 'location*': text('northeurope', 'west us 2'), tags: { kind: 'map' } });
const below = (properties: ObjectType): ObjectType => object({ 'properties*': properties });

/** Every body that makes something; jobs run on this cluster, if they ever do. */
export function bodiesOfFacts(clusterId: string): BodyOf[] {
  return [
    { resource: 'workspaces', type: workspace, alwaysRight: true },
    { resource: 'clusters', type: below(cluster), alwaysRight: true },
    { resource: 'fileServers', type: below(fileServer), alwaysRight: true },
    { resource: 'jobs', type: below(job(clusterId)), alwaysRight: true },
  ];
}
