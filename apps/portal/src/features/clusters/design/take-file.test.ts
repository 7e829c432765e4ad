import { expect, test } from 'vitest';
import { bodyOf, emptyDraft, keepable } from './draft.ts';
import { takeCluster } from './take-file.ts';

const properties = {
  vmSize: 'STANDARD_NC6',
  vmPriority: 'lowpriority',
  scaleSettings: { autoScale: { minimumNodeCount: 0, maximumNodeCount: 4 } },
  nodeSetup: {
    setupTask: {
      commandLine: 'echo up',
      environmentVariables: [{ name: 'A', value: '1' }],
      secrets: [{ name: 'S', value: 'hidden' }],
      stdOutErrPathPrefix: '$AZ_BATCHAI_MOUNT_ROOT/logs',
      runElevated: true,
    },
    mountVolumes: {
      azureFileShares: [
        {
          accountName: 'acme',
          azureFileUrl: 'https://acme.file.core.windows.net/share',
          credentials: { accountKey: 'a2V5' },
          relativeMountPath: 'logs',
        },
      ],
    },
  },
  userAccountSettings: { adminUserName: 'ada', adminUserPassword: 'hunter2' },
};

test('a cluster file becomes the draft that makes the same cluster; what has no question is kept', () => {
  const written = { ...emptyDraft, name: 'mine' };
  const { draft, warnings, kept } = takeCluster(JSON.stringify({ properties }), written) ?? {};
  expect(kept).toEqual(['userAccountSettings', 'nodeSetup.setupTask.stdOutErrPathPrefix']);
  expect(warnings?.map(({ path }) => path)).toEqual(['properties.nodeSetup.setupTask.runElevated']);
  const { runElevated: _, ...setupTask } = properties.nodeSetup.setupTask;
  expect(bodyOf(draft as never, { withSecrets: true })).toEqual({
    ...properties,
    name: 'mine',
    scaleSettings: { autoScale: { minimumNodeCount: 0, maximumNodeCount: 4, initialNodeCount: 0 } },
    nodeSetup: { ...properties.nodeSetup, setupTask },
  });
  const shown = JSON.stringify([bodyOf(draft as never, { withSecrets: false }), keepable(draft as never)]);
  for (const secret of ['hidden', 'hunter2', 'a2V5']) expect(shown).not.toContain(secret);
});

test('a fixed size, and what is no file', () => {
  const manual = { manual: { targetNodeCount: 3, nodeDeallocationOption: 'terminate' } };
  const file = JSON.stringify({ properties: { vmSize: 'STANDARD_D2', scaleSettings: manual } });
  const taken = takeCluster(file, emptyDraft);
  expect(bodyOf(taken?.draft as never, { withSecrets: true })).toMatchObject({ scaleSettings: manual });
  for (const text of ['', 'words', '{"name": "x"}', '[1]']) expect(takeCluster(text, emptyDraft)).toBeUndefined();
  expect(takeCluster('{"properties": 7}', emptyDraft)).toMatchObject({ draft: emptyDraft, warnings: [{}] });
});
