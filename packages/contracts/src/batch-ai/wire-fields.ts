/** The fields of 2018-05-01, by resource: what else a native view has stays there. */
import { isFields } from './body-walk.ts';
import type { Picks } from './picked.ts';

const secretReference = { fields: { sourceVault: { fields: { id: true } }, secretUrl: true } } as const;
const variables = { each: { name: true, value: true } } as const;
const secrets = { each: { name: true, valueSecretReference: secretReference } } as const;
/** Its key is never told; the object stays, empty as it is. */
const storage = { credentials: { fields: { accountKeySecretReference: secretReference } } } as const;

/** `fileServer` is to be made an id by then. */
const mountVolumes = {
  fields: {
    azureFileShares: {
      each: {
        accountName: true,
        azureFileUrl: true,
        ...storage,
        relativeMountPath: true,
        fileMode: true,
        directoryMode: true,
      },
    },
    azureBlobFileSystems: {
      each: { accountName: true, containerName: true, ...storage, relativeMountPath: true, mountOptions: true },
    },
    fileServers: { each: { fileServer: true, sourceDirectory: true, relativeMountPath: true, mountOptions: true } },
    unmanagedFileSystems: { each: { mountCommand: true, relativeMountPath: true } },
  },
} as const;

const python = { pythonScriptFilePath: true, pythonInterpreterPath: true, commandLineArgs: true } as const;

export const jobFields: Picks = {
  experimentName: true,
  schedulingPriority: true,
  cluster: true,
  mountVolumes,
  jobOutputDirectoryPathSegment: true,
  nodeCount: true,
  containerSettings: {
    fields: {
      imageSourceRegistry: {
        fields: {
          serverUrl: true,
          image: true,
          credentials: { fields: { username: true, passwordSecretReference: secretReference } },
        },
      },
      shmSize: true,
    },
  },
  toolType: true,
  cntkSettings: { fields: { languageType: true, configFilePath: true, ...python, processCount: true } },
  pyTorchSettings: { fields: { ...python, processCount: true, communicationBackend: true } },
  tensorFlowSettings: {
    fields: {
      pythonScriptFilePath: true,
      pythonInterpreterPath: true,
      masterCommandLineArgs: true,
      workerCommandLineArgs: true,
      parameterServerCommandLineArgs: true,
      workerCount: true,
      parameterServerCount: true,
    },
  },
  caffeSettings: { fields: { configFilePath: true, ...python, processCount: true } },
  caffe2Settings: { fields: python },
  chainerSettings: { fields: { ...python, processCount: true } },
  customToolkitSettings: { fields: { commandLine: true } },
  customMpiSettings: { fields: { commandLine: true, processCount: true } },
  horovodSettings: { fields: { ...python, processCount: true } },
  jobPreparation: { fields: { commandLine: true } },
  stdOutErrPathPrefix: true,
  inputDirectories: { each: { id: true, path: true } },
  outputDirectories: { each: { id: true, pathPrefix: true, pathSuffix: true } },
  environmentVariables: variables,
  secrets,
  constraints: { fields: { maxWallClockTime: true } },
  creationTime: true,
  provisioningState: true,
  provisioningStateTransitionTime: true,
  executionState: true,
  executionStateTransitionTime: true,
  executionInfo: true,
};

export const clusterFields: Picks = {
  provisioningState: true,
  allocationState: true,
  creationTime: true,
  allocationStateTransitionTime: true,
  provisioningStateTransitionTime: true,
  /** The service told it in capitals, whatever was sent. */
  vmSize: { made: (size) => String(size).toUpperCase() },
  currentNodeCount: true,
  nodeStateCounts: true,
  vmPriority: true,
  scaleSettings: {
    fields: {
      manual: { fields: { targetNodeCount: true, nodeDeallocationOption: true } },
      autoScale: { fields: { minimumNodeCount: true, maximumNodeCount: true, initialNodeCount: true } },
    },
  },
  virtualMachineConfiguration: {
    fields: {
      imageReference: {
        fields: { publisher: true, offer: true, sku: true, version: true, virtualMachineImageId: true },
      },
    },
  },
  userAccountSettings: { fields: { adminUserName: true, adminUserSshPublicKey: true } },
  nodeSetup: {
    fields: {
      setupTask: {
        fields: {
          commandLine: true,
          environmentVariables: variables,
          secrets,
          stdOutErrPathPrefix: true,
          stdOutErrPathSuffix: true,
        },
      },
      mountVolumes,
      performanceCountersSettings: {
        fields: {
          appInsightsReference: {
            fields: { component: { fields: { id: true } }, instrumentationKeySecretReference: secretReference },
          },
        },
      },
    },
  },
  subnet: { fields: { id: true } },
  errors: true,
};

export const fileServerFields: Picks = {
  vmSize: true,
  sshConfiguration: {
    fields: {
      publicIPsToAllow: true,
      userAccountSettings: { fields: { adminUserName: true, adminUserSshPublicKey: true } },
    },
  },
  dataDisks: { fields: { diskSizeInGB: true, cachingType: true, diskCount: true, storageAccountType: true } },
  subnet: { fields: { id: true } },
  mountSettings: {
    made: (place) => {
      if (!isFields(place)) return undefined;
      const { mountPoint, fileServerPublicIP, fileServerInternalIP } = place;
      return { mountPoint, fileServerPublicIP, fileServerInternalIP };
    },
  },
  creationTime: true,
  provisioningState: true,
  provisioningStateTransitionTime: true,
};
