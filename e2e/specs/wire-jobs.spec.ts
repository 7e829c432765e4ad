import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Gate } from '../cluster/gate.ts';
import { until } from '../cluster/wait.ts';
import { download } from '../compat/arm-client.ts';
import { group, isGone, names } from '../compat/wire/asked.ts';
import { ClientYard, subscription } from '../compat/wire/client-yard.ts';

/** Jobs as Microsoft's own client of 2018 submits, follows, stops and deletes them. */
let yard: ClientYard;
beforeAll(async () => {
  yard = await ClientYard.open(1);
});
afterAll(() => yard?.close());

describe('jobs', () => {
  test('run, are followed by Range, leave files, and are deleted', async () => {
    const { jobs } = yard.arm;
    const gate = new Gate(yard.server, 'followed');
    const commandLine = `echo first; ${gate.wait}; echo second; echo kept > $AZ_BATCHAI_OUTPUT_MODEL/model.txt`;
    const made = await yard.submit('whole', {
      customToolkitSettings: { commandLine },
      mountVolumes: {
        azureFileShares: [
          {
            accountName: 'yard',
            azureFileUrl: 'https://yard.file.core.windows.net/share',
            credentials: { accountKey: 'bmV2ZXIgc2hvd24=' },
            relativeMountPath: 'share',
          },
        ],
      },
      outputDirectories: [{ id: 'MODEL', pathPrefix: '$AZ_BATCHAI_JOB_MOUNT_ROOT/share', pathSuffix: 'model' }],
      environmentVariables: [{ name: 'EPOCHS', value: '3' }],
      secrets: [{ name: 'KEY', value: 'never shown' }],
    });
    expect(made).toMatchObject({
      id: yard.group.job('w', 'e', 'whole'),
      type: 'Microsoft.BatchAI/workspaces/experiments/jobs',
      provisioningState: 'succeeded',
      toolType: 'custom',
      schedulingPriority: 'normal',
      cluster: { id: yard.group.cluster('w', 'c') },
      constraints: { maxWallClockTime: 'P7D' },
      environmentVariables: [{ name: 'EPOCHS', value: '3' }],
      secrets: [{ name: 'KEY' }],
    });
    expect(made.jobOutputDirectoryPathSegment).toMatch(
      new RegExp(`^${subscription}/Old\\.Group/workspaces/w/experiments/e/jobs/whole/[-0-9a-f]{36}$`),
    );
    expect(made.mountVolumes?.azureFileShares?.[0]).toMatchObject({ credentials: {}, fileMode: '0777' });
    expect(made._response.bodyAsText).not.toMatch(/never shown|bmV2ZXIgc2hvd24=/);

    const filesOf = (outputdirectoryid: string) =>
      jobs.listOutputFiles(group, 'w', 'e', 'whole', { outputdirectoryid });
    const log = await until('its log', async () =>
      (await filesOf('stdouterr')).find(({ name, contentLength = 0 }) => name === 'stdout.txt' && contentLength > 0),
    );
    let seen = '';
    const follow = async (): Promise<string> => {
      const range = `bytes=${Buffer.byteLength(seen)}-`;
      const answer = await fetch(log.downloadUrl ?? '', { headers: { range } });
      if (answer.ok) seen += await answer.text();
      else expect(answer.status).toBe(416);
      return seen;
    };
    await until('the first line', async () => (await follow()) === 'first\n');
    expect(await jobs.listRemoteLoginInformation(group, 'w', 'e', 'whole')).toHaveLength(0);
    gate.open();
    await until('the second line', async () => (await follow()) === 'first\nsecond\n');

    const ended = await yard.inState('whole', 'succeeded');
    expect(ended.executionInfo).toMatchObject({ exitCode: 0, startTime: expect.any(Date), endTime: expect.any(Date) });
    expect(ended.executionInfo?.errors).toBeUndefined();
    expect(names(await filesOf('stdouterr'))).toEqual(['execution.log', 'stderr.txt', 'stdout.txt']);
    const [model] = await filesOf('MODEL');
    expect(await download(model?.downloadUrl ?? '')).toBe('kept\n');

    expect(names(await jobs.listByExperiment(group, 'w', 'e'))).toContain('whole');
    expect((await jobs.terminate(group, 'w', 'e', 'whole'))._response.status).toBe(200);
    expect(await yard.job('whole')).toMatchObject({ executionState: 'succeeded' });
    await jobs.deleteMethod(group, 'w', 'e', 'whole');
    expect(await isGone(() => yard.job('whole'))).toBe(true);
  });

  test.each([
    ['exits with a failure', 'exit 7', undefined, 7, 'JobFailed', 'Job failed with non-zero exit code'],
    [
      'cannot be prepared',
      'true',
      'exit 4',
      4,
      'JobPreparationFailed',
      'Job preparation task failed with non-zero exit code',
    ],
  ])('one that %s says so as the service did', async (_, commandLine, prepared, exitCode, code, message) => {
    const name = `fails-${exitCode}`;
    const jobPreparation = prepared === undefined ? undefined : { commandLine: prepared };
    await yard.submit(name, { customToolkitSettings: { commandLine }, ...(jobPreparation && { jobPreparation }) });
    const { executionInfo } = await yard.inState(name, 'failed');
    expect(executionInfo).toMatchObject({ exitCode, errors: [{ code, message }], endTime: expect.any(Date) });
  });

  test('one without its framework fails with what Python said of it', async () => {
    const script = '$AZ_BATCHAI_JOB_TEMP/train.py';
    const submitted = await yard.submit('frameless', {
      tensorFlowSettings: { pythonScriptFilePath: script, pythonInterpreterPath: '/usr/bin/python3' },
      jobPreparation: { commandLine: `echo 'import tensorflow' > ${script}` },
    });
    expect(submitted.toolType).toBe('tensorflow');
    const { executionInfo } = await yard.inState('frameless', 'failed');
    expect(executionInfo).toMatchObject({ exitCode: 1, errors: [{ code: 'JobFailed' }] });
    const options = { outputdirectoryid: 'stdouterr' };
    const files = await yard.arm.jobs.listOutputFiles(group, 'w', 'e', 'frameless', options);
    const { downloadUrl = '' } = files.find(({ name }) => name === 'stderr-wk-0.txt') ?? {};
    expect(await download(downloadUrl)).toContain("ModuleNotFoundError: No module named 'tensorflow'");
  });

  test('are stopped by their user, running and waiting', async () => {
    const { jobs } = yard.arm;
    await yard.submit('runs', 'sleep 1000');
    await yard.inState('runs', 'running');
    await yard.submit('waits', 'true');
    expect(await yard.job('waits')).toMatchObject({ executionState: 'queued' });
    for (const name of ['waits', 'runs']) {
      await jobs.terminate(group, 'w', 'e', name);
      const { executionState, executionInfo } = await yard.job(name);
      expect([name, executionState]).toEqual([name, 'failed']);
      expect(executionInfo?.exitCode).toBeUndefined();
      expect(executionInfo).toMatchObject({
        startTime: expect.any(Date),
        endTime: expect.any(Date),
        errors: [{ code: 'JobTerminated', message: 'The specified job has been terminated by the user' }],
      });
    }
  });

  test('one that runs is deleted with what it runs', async () => {
    await yard.submit('deleted', 'sleep 1000');
    await yard.inState('deleted', 'running');
    await yard.arm.jobs.deleteMethod(group, 'w', 'e', 'deleted');
    expect(await isGone(() => yard.job('deleted'))).toBe(true);
  });
});
