import type { BatchAIManagementModels as Models } from '@azure/arm-batchai';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Gate } from '../cluster/gate.ts';
import { until } from '../cluster/wait.ts';
import { type ArmCall, armClient, pagesOf, pollsAmong } from '../compat/arm-client.ts';
import { group, isGone, names, refusalOf } from '../compat/wire/asked.ts';
import { ClientYard, subscription } from '../compat/wire/client-yard.ts';
import { versioned } from '../compat/wire/places.ts';
import { send } from '../compat/wire/send.ts';

/** The server as Microsoft's own client of 2018 knows it, through all its operations but those of jobs (`wire-jobs`). */
let yard: ClientYard;
beforeAll(async () => {
  yard = await ClientYard.open(1);
});
afterAll(() => yard?.close());

describe('what concerns no workspace', () => {
  test('operations are listed, for whoever hands out rights', async () => {
    const operations = await yard.arm.operations.list();
    for (const name of [
      'workspaces/write',
      'workspaces/clusters/remoteLoginInformation/action',
      'workspaces/experiments/jobs/terminate/action',
      'workspaces/fileservers/delete',
      'locations/usages/read',
    ]) {
      expect(names(operations)).toContain(`Microsoft.BatchAI/${name}`);
    }
    for (const { display } of operations) {
      expect(display).toMatchObject({ provider: expect.any(String), operation: expect.any(String) });
    }
  });

  test('usages are counted', async () => {
    const usages = await yard.arm.usages.list('northeurope');
    expect(usages[0]).toMatchObject({ name: { value: 'Clusters' }, unit: 'Count', currentValue: 1 });
    for (const { limit, currentValue, name } of usages) {
      expect([typeof limit, typeof currentValue, typeof name?.localizedValue]).toEqual(['number', 'number', 'string']);
    }
  });
});

describe('what clients of Azure ask around it', () => {
  const at = (method: string, path: string, body?: unknown) =>
    send(yard.url, { method, path: `/subscriptions/${subscription}${path}?api-version=2016-02-01`, body });

  test('the provider is registered', async () => {
    const registered = { status: 200, body: { namespace: 'Microsoft.BatchAI', registrationState: 'Registered' } };
    expect(await at('POST', '/providers/Microsoft.BatchAI/register')).toMatchObject(registered);
    expect(await at('GET', '/providers/Microsoft.BatchAI')).toMatchObject(registered);
  });

  test('every resource group is there, those with workspaces are listed, and one goes with what is in it', async () => {
    const id = `/subscriptions/${subscription}/resourceGroups/never-made`;
    expect(await at('GET', '/resourceGroups/never-made')).toMatchObject({
      status: 200,
      body: { id, name: 'never-made' },
    });
    expect((await at('HEAD', '/resourceGroups/never-made')).status).toBe(204);
    const { workspaces } = yard.arm;
    expect((await at('PUT', '/resourceGroups/goes', { location: 'northeurope' })).status).toBeLessThan(300);
    await workspaces.create('goes', 'away', { location: 'northeurope' });
    const listed = (await at('GET', '/resourceGroups')).body as { value: { name: string }[] };
    expect(names(listed.value).toSorted()).toEqual([group, 'goes']);
    expect((await at('DELETE', '/resourceGroups/goes')).status).toBeLessThan(300);
    await until('its workspace to be gone', () => isGone(() => workspaces.get('goes', 'away')));
  });
});

describe('workspaces', () => {
  test('are made, tagged, listed and deleted', async () => {
    const { workspaces } = yard.arm;
    const made = await workspaces.create('tagged', 'short', { location: 'westus2', tags: { team: 'vision' } });
    expect(made).toMatchObject({
      id: `/subscriptions/${subscription}/resourceGroups/tagged/providers/Microsoft.BatchAI/workspaces/short`,
      name: 'short',
      type: 'Microsoft.BatchAI/workspaces',
      location: 'westus2',
      tags: { team: 'vision' },
      provisioningState: 'succeeded',
    });
    expect(made.creationTime).toBeInstanceOf(Date);
    expect(made.provisioningStateTransitionTime).toBeInstanceOf(Date);

    expect((await workspaces.update('tagged', 'short', { tags: { cost: '7' } })).tags).toEqual({ cost: '7' });
    expect((await workspaces.get('tagged', 'short')).tags).toEqual({ cost: '7' });
    expect((await workspaces.create('tagged', 'short', { location: 'westus2' })).creationTime).toEqual(
      made.creationTime,
    );
    const elsewhere = await refusalOf(workspaces.create('tagged', 'short', { location: 'eastus' }));
    expect(elsewhere).toMatchObject({ statusCode: 409, message: expect.stringContaining('location') });

    expect(names(await workspaces.list()).toSorted()).toEqual(['short', 'w']);
    expect(names(await workspaces.listByResourceGroup('tagged'))).toEqual(['short']);
    await workspaces.deleteMethod('tagged', 'short');
    expect(await isGone(() => workspaces.get('tagged', 'short'))).toBe(true);
    expect(await workspaces.listByResourceGroup('tagged')).toHaveLength(0);
    expect((await workspaces.deleteMethod('tagged', 'short'))._response.status).toBe(204);
  });
});

describe('experiments', () => {
  test('are made, made again, listed and deleted', async () => {
    const { experiments } = yard.arm;
    const made = await experiments.create(group, 'w', 'short');
    expect(made).toMatchObject({
      id: yard.group.experiment('w', 'short'),
      name: 'short',
      type: 'Microsoft.BatchAI/workspaces/experiments',
      provisioningState: 'succeeded',
    });
    expect((await experiments.create(group, 'w', 'short')).creationTime).toEqual(made.creationTime);
    expect(names(await experiments.listByWorkspace(group, 'w')).toSorted()).toEqual(['e', 'short']);
    expect(await experiments.get(group, 'w', 'short')).toMatchObject({ id: made.id });
    await experiments.deleteMethod(group, 'w', 'short');
    expect(await isGone(() => experiments.get(group, 'w', 'short'))).toBe(true);
  });
});

describe('clusters', () => {
  test('are made with what the service assumed, scaled and deleted', async () => {
    const { clusters } = yard.arm;
    const made = await clusters.create(group, 'w', 'scaled', { ...yard.clusterBody(0), vmSize: 'Standard_d1' });
    expect(made).toMatchObject({
      id: yard.group.cluster('w', 'scaled'),
      type: 'Microsoft.BatchAI/workspaces/clusters',
      provisioningState: 'succeeded',
      vmSize: 'STANDARD_D1',
      vmPriority: 'dedicated',
      scaleSettings: { manual: { targetNodeCount: 0, nodeDeallocationOption: 'requeue' } },
      virtualMachineConfiguration: { imageReference: { publisher: 'Canonical', version: 'latest' } },
      userAccountSettings: { adminUserName: 'ada' },
      currentNodeCount: 0,
      nodeStateCounts: { idleNodeCount: 0, runningNodeCount: 0, preparingNodeCount: 0 },
    });
    expect(made._response.bodyAsText).not.toContain('never shown');

    const auto = { autoScale: { minimumNodeCount: 0, maximumNodeCount: 3 } };
    const scaled = await clusters.update(group, 'w', 'scaled', { scaleSettings: auto });
    expect(scaled.scaleSettings).toEqual({ autoScale: { ...auto.autoScale, initialNodeCount: 0 } });
    await clusters.update(group, 'w', 'scaled', { scaleSettings: { manual: { targetNodeCount: 1 } } });
    await until(
      'its node',
      async () => (await clusters.get(group, 'w', 'scaled')).nodeStateCounts?.idleNodeCount === 1,
    );
    expect(await clusters.get(group, 'w', 'scaled')).toMatchObject({ allocationState: 'steady', currentNodeCount: 1 });
    expect(names(await clusters.listByWorkspace(group, 'w')).toSorted()).toEqual(['c', 'scaled']);
    await clusters.deleteMethod(group, 'w', 'scaled');
    expect(await isGone(() => clusters.get(group, 'w', 'scaled'))).toBe(true);
  });

  test('whose nodes nobody can sign in to have none to list', async () => {
    expect(await yard.arm.clusters.listRemoteLoginInformation(group, 'w', 'c')).toHaveLength(0);
  });
});

describe('file servers', () => {
  test('are made, listed and deleted, by a client that polls', async () => {
    const calls: ArmCall[] = [];
    const { fileServers } = armClient(yard.url, { subscription, userAgent: 'not-of-azure/1', calls });
    const body: Models.FileServerCreateParameters = {
      vmSize: 'STANDARD_D1',
      sshConfiguration: { userAccountSettings: { adminUserName: 'ada', adminUserPassword: 'never shown' } },
      dataDisks: { diskSizeInGB: 1, diskCount: 1, storageAccountType: 'Standard_LRS' },
    };
    const made = await fileServers.create(group, 'w', 'nfs', body);
    expect(calls[0]).toMatchObject({ method: 'PUT', status: 202 });
    expect(pollsAmong(calls).length).toBeGreaterThan(0);
    expect(made).toMatchObject({
      id: yard.group.fileServer('w', 'nfs').replace('fileServers', 'fileservers'),
      type: 'Microsoft.BatchAI/workspaces/fileservers',
      provisioningState: 'succeeded',
      vmSize: 'STANDARD_D1',
      mountSettings: { mountPoint: '/data', fileServerInternalIP: expect.any(String) },
      dataDisks: { diskSizeInGB: 1, diskCount: 1, storageAccountType: 'Standard_LRS', cachingType: 'none' },
      sshConfiguration: { userAccountSettings: { adminUserName: 'ada' } },
    });
    expect(made._response.bodyAsText).not.toContain('never shown');
    expect(await fileServers.get(group, 'w', 'nfs')).toMatchObject({ id: made.id });
    expect(names(await fileServers.listByWorkspace(group, 'w'))).toEqual(['nfs']);
    await fileServers.deleteMethod(group, 'w', 'nfs');
    expect(await isGone(() => fileServers.get(group, 'w', 'nfs'))).toBe(true);
  });
});

test('a client as it comes, which waits 30 s before each poll, has nothing to poll for', async () => {
  const calls: ArmCall[] = [];
  const { workspaces, experiments, clusters, jobs } = armClient(yard.url, { subscription, pollDelay: 'unset', calls });
  await workspaces.create(group, 'default', { location: 'northeurope' });
  await experiments.create(group, 'default', 'e');
  await clusters.create(group, 'default', 'c', yard.clusterBody(0));
  expect(await jobs.create(group, 'default', 'e', 'j', yard.jobBody('sleep 1000'))).toMatchObject({ name: 'j' });
  await until('it to run', async () => (await jobs.get(group, 'default', 'e', 'j')).executionState === 'running');
  await jobs.terminate(group, 'default', 'e', 'j');
  expect(await jobs.get(group, 'default', 'e', 'j')).toMatchObject({ executionState: 'failed' });
  await jobs.deleteMethod(group, 'default', 'e', 'j');
  await clusters.deleteMethod(group, 'default', 'c');
  await experiments.deleteMethod(group, 'default', 'e');
  await workspaces.deleteMethod(group, 'default');
  expect(await isGone(() => workspaces.get(group, 'default'))).toBe(true);
  expect(pollsAmong(calls)).toEqual([]);
});

describe('a list comes in pages, each by the link of the one before:', () => {
  const maxResults = 1;

  beforeAll(async () => {
    const { arm } = yard;
    for (const name of ['p1', 'p2']) {
      await arm.workspaces.create('paged', name, { location: 'northeurope' });
      await arm.experiments.create('paged', 'p1', name);
      await arm.clusters.create('paged', 'p1', name, yard.clusterBody(0));
      const cluster = { id: yard.group.cluster('w', 'c') };
      await arm.jobs.create(
        'paged',
        'p1',
        'p1',
        name,
        yard.jobBody({ customToolkitSettings: { commandLine: 'true' }, cluster, nodeCount: 1 }),
      );
    }
  });
  afterAll(async () => {
    for (const name of ['p1', 'p2']) await yard.arm.workspaces.deleteMethod('paged', name);
  });

  type Pages = Promise<{ name?: string }[][]>;
  test.each<[string, () => Pages]>([
    [
      'workspaces of a resource group',
      () => {
        const { workspaces } = yard.arm;
        const first = workspaces.listByResourceGroup('paged', { workspacesListByResourceGroupOptions: { maxResults } });
        return pagesOf<Models.Workspace>(first, (link) => workspaces.listByResourceGroupNext(link));
      },
    ],
    [
      'experiments',
      () => {
        const { experiments } = yard.arm;
        const first = experiments.listByWorkspace('paged', 'p1', { experimentsListByWorkspaceOptions: { maxResults } });
        return pagesOf<Models.Experiment>(first, (link) => experiments.listByWorkspaceNext(link));
      },
    ],
    [
      'clusters',
      () => {
        const { clusters } = yard.arm;
        const first = clusters.listByWorkspace('paged', 'p1', { clustersListByWorkspaceOptions: { maxResults } });
        return pagesOf<Models.Cluster>(first, (link) => clusters.listByWorkspaceNext(link));
      },
    ],
    [
      'jobs',
      () => {
        const { jobs } = yard.arm;
        const first = jobs.listByExperiment('paged', 'p1', 'p1', { jobsListByExperimentOptions: { maxResults } });
        return pagesOf<Models.Job>(first, (link) => jobs.listByExperimentNext(link));
      },
    ],
  ])('%s', async (_, pages) => {
    const all = await pages();
    expect(all.map((page) => page.length)).toEqual([1, 1]);
    expect(names(all.flat()).toSorted()).toEqual(['p1', 'p2']);
  });

  test('workspaces of a subscription', async () => {
    const { workspaces } = yard.arm;
    const first = workspaces.list({ workspacesListOptions: { maxResults } });
    const all = await pagesOf<Models.Workspace>(first, (link) => workspaces.listNext(link));
    expect(all.every((page) => page.length === 1)).toBe(true);
    expect(names(all.flat()).toSorted()).toEqual(['p1', 'p2', 'w']);
  });

  test('files of a job, each page asked for by POST', async () => {
    const calls: ArmCall[] = [];
    const { jobs } = armClient(yard.url, { subscription, calls });
    await yard.submit('left', 'echo left');
    await yard.inState('left', 'succeeded');
    const options = { outputdirectoryid: 'stdouterr', maxResults };
    const first = jobs.listOutputFiles(group, 'w', 'e', 'left', options);
    const all = await pagesOf<Models.File>(first, (link) => jobs.listOutputFilesNext(link));
    expect(all.map(names)).toEqual([['execution.log'], ['stderr.txt'], ['stdout.txt']]);
    expect(calls.map(({ method }) => method)).toEqual(['POST', 'POST', 'POST']);
  });
});

describe('a refusal tells a program what it needs', () => {
  test('of what is not there', async () => {
    const { workspaces, experiments, clusters, fileServers, jobs } = yard.arm;
    const said = (code: string, message: string) => ({ statusCode: 404, code, message, body: { code, message } });
    const { clusterBody } = yard;
    const cases: [() => Promise<unknown>, string, string][] = [
      [() => workspaces.get(group, 'none'), 'WorkspaceNotFound', 'The specified workspace none is not found'],
      [() => experiments.get(group, 'w', 'none'), 'ExperimentNotFound', 'The specified experiment none is not found'],
      [() => clusters.get(group, 'w', 'none'), 'ClusterNotFound', 'The specified cluster none is not found'],
      [() => fileServers.get(group, 'w', 'none'), 'FileServerNotFound', 'The specified file server none is not found'],
      [() => jobs.get(group, 'w', 'e', 'none'), 'JobNotFound', 'The specified job none is not found'],
      [() => jobs.get(group, 'w', 'none', 'j'), 'ExperimentNotFound', 'The specified experiment none is not found'],
      [
        () => clusters.create(group, 'none', 'c', clusterBody(0)),
        'WorkspaceNotFound',
        'The specified workspace none is not found',
      ],
      [() => jobs.terminate(group, 'w', 'e', 'none'), 'JobNotFound', 'The specified job none is not found'],
    ];
    for (const [ask, code, message] of cases) expect(await refusalOf(ask())).toEqual(said(code, message));
    const raw = await send(yard.url, { method: 'GET', path: versioned(yard.group.job('w', 'e', 'none')) });
    expect([raw.status, raw.reason]).toEqual([404, 'The specified job none is not found']);
    const there = { method: 'DELETE', path: versioned(yard.group.job('w', 'e', 'none')) };
    expect((await send(yard.url, there)).status).toBe(204);
  });

  test('of a body: all its faults with their paths', async () => {
    const body = { ...yard.jobBody({ customToolkitSettings: {}, caffeSettings: {} }), nodeCount: 0 };
    const refused = await refusalOf(yard.arm.jobs.create(group, 'w', 'e', 'bad', body));
    expect(refused).toMatchObject({ statusCode: 400, code: expect.any(String), message: expect.any(String) });
    const targets = (refused.body.details as { target?: string }[]).map(({ target }) => target);
    expect(targets).toContain('properties.nodeCount');
    expect(targets.length).toBeGreaterThan(1);
    expect(await isGone(() => yard.job('bad'))).toBe(true);
    const noJson = { method: 'PUT', path: versioned(yard.group.job('w', 'e', 'bad')), body: '{"properties":' };
    expect(await send(yard.url, noJson)).toMatchObject({ status: 400, body: { error: { code: expect.any(String) } } });
  });

  test('of another version, of none, and of somebody unknown', async () => {
    const path = yard.group.workspace('w');
    const answers = [
      await send(yard.url, { method: 'GET', path: `${path}?api-version=2016-01-01` }),
      await send(yard.url, { method: 'GET', path }),
    ];
    expect(answers.map(({ status, body }) => [status, (body as { error: { code: string } }).error.code])).toEqual([
      [400, 'InvalidApiVersionParameter'],
      [400, 'MissingApiVersionParameter'],
    ]);
    const unknown = armClient(yard.url, { subscription, token: 'nobody' });
    const nobody = armClient(yard.url, { subscription, token: null });
    expect(await refusalOf(unknown.workspaces.get(group, 'w'))).toMatchObject({ statusCode: 401 });
    expect(await refusalOf(nobody.workspaces.get(group, 'w'))).toMatchObject({
      statusCode: 401,
      code: 'AuthenticationFailed',
    });
  });
});

describe('what is sent twice', () => {
  test('is made once when it is the same, and refused when it is not', async () => {
    const { clusters, jobs } = yard.arm;
    const body = yard.jobBody('true');
    const job = await jobs.create(group, 'w', 'e', 'twice', body);
    const again = await jobs.create(group, 'w', 'e', 'twice', body);
    expect(again.jobOutputDirectoryPathSegment).toBe(job.jobOutputDirectoryPathSegment);
    expect(await refusalOf(jobs.create(group, 'w', 'e', 'twice', yard.jobBody('false')))).toMatchObject({
      statusCode: 409,
      message: expect.stringContaining('customToolkitSettings'),
    });
    const cluster = await clusters.create(group, 'w', 'c', yard.clusterBody(1));
    expect(cluster.creationTime).toEqual((await clusters.get(group, 'w', 'c')).creationTime);
    const other = { ...yard.clusterBody(1), userAccountSettings: { adminUserName: 'ada', adminUserPassword: 'other' } };
    expect(await refusalOf(clusters.create(group, 'w', 'c', other))).toMatchObject({ statusCode: 409 });
  });
});

describe('names', () => {
  test('of subscriptions and resource groups may be anything, and their case does not matter', async () => {
    const { workspaces } = armClient(yard.url, { subscription: 'Any_Name' });
    const made = await workspaces.create('(odd)'.replaceAll(/[()]/g, '.'), 'Mixed', { location: 'northeurope' });
    expect(made.id).toContain('/subscriptions/Any_Name/resourceGroups/.odd./');
    expect((await workspaces.get('.ODD.', 'mIXED')).id).toBe(made.id);
    const shouted = versioned(yard.group.fileServer('w', '').replace(/\/$/, '').toUpperCase());
    expect(await send(yard.url, { method: 'GET', path: shouted })).toMatchObject({ status: 200, body: { value: [] } });
    const cluster = { id: yard.group.cluster('W', 'C').toLowerCase() };
    const { cluster: shown } = await yard.submit('by-lower-case', {
      cluster,
      customToolkitSettings: { commandLine: 'true' },
    });
    expect(shown?.id).toBe(yard.group.cluster('w', 'c'));
  });

  test('of one subscription are not seen in another', async () => {
    const { workspaces } = armClient(yard.url, { subscription: 'another' });
    expect(await workspaces.list()).toHaveLength(0);
    expect(await refusalOf(workspaces.get(group, 'w'))).toMatchObject({ code: 'WorkspaceNotFound' });
    await workspaces.create(group, 'w', { location: 'northeurope' });
    expect((await workspaces.list()).map(({ id }) => id?.split('/')[2])).toEqual(['another']);
    expect((await yard.arm.workspaces.list()).map(({ id }) => id?.split('/')[2])).not.toContain('another');
  });
});

test('an operation goes on over a restart of the server, and only its subscription knows of it', async () => {
  const gate = new Gate(yard.server, 'restart');
  // It ends when the gate is open: until then the operation is under way.
  const commandLine = `trap '${gate.wait}; exit 0' TERM; echo ready; while :; do sleep 0.05; done`;
  await yard.submit('outlives', commandLine);
  await yard.inState('outlives', 'running');
  await until('it to be ready', async () => {
    const files = await yard.arm.jobs.listOutputFiles(group, 'w', 'e', 'outlives', { outputdirectoryid: 'stdouterr' });
    return files.some(({ name, contentLength = 0 }) => name === 'stdout.txt' && contentLength > 0);
  });
  const stop = { method: 'POST', path: versioned(`${yard.group.job('w', 'e', 'outlives')}/terminate`) };
  const { status, headers } = await send(yard.url, stop);
  expect(status).toBe(202);
  const asked = String(headers['azure-asyncoperation']);
  const pathOf = (url: string) => new URL(url).pathname + new URL(url).search;
  const polled = async (path: string) => (await send(yard.url, { method: 'GET', path })).body as { status: string };
  expect(await polled(pathOf(asked))).toMatchObject({ status: 'InProgress' });
  await yard.server.kill('SIGKILL');
  await yard.server.start();
  gate.open();
  const done = await until('the end of the operation', async () => {
    const body = await polled(pathOf(asked));
    return body.status !== 'InProgress' && body;
  });
  expect(done).toMatchObject({
    status: 'Succeeded',
    properties: { resourceId: `${subscription}$Old.Group$w$e$outlives` },
  });
  expect(await polled(pathOf(String(headers.location)))).toEqual(done);
  const elsewhere = pathOf(asked).replace(subscription, 'another');
  expect((await send(yard.url, { method: 'GET', path: elsewhere })).status).toBe(404);
});
