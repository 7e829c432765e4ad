import { expect, test } from 'vitest';
import { execWords, pullWords } from './apptainer.ts';
import type { Bind, ContainerSpec } from './engine.ts';
import { runWords } from './run-words.ts';
import { signInFile } from './sign-in.ts';

const spec: ContainerSpec = {
  name: 'trainyard-n-j',
  nodeUid: 'n',
  fence: 'j/0/1/0',
  image: 'docker.io/library/ubuntu:18.04',
  binds: [
    { source: '/node/jobs/j', target: '/node/jobs/j' },
    { source: '/a,b', target: '/a"b' },
    { source: '/bin/node', target: '/bin/node', readOnly: true },
  ],
  shmSize: '2g',
  gpuIds: [0, 3],
  hold: '/node/jobs/j/run/hold',
};

test('Docker is told everything that a waiting container needs', () => {
  expect(runWords('docker', spec)).toEqual([
    'run',
    '--detach',
    '--pull=never',
    '--name=trainyard-n-j',
    '--label=trainyard.node=n',
    '--label=trainyard.fence=j/0/1/0',
    '--env=TRAINYARD_NODE=n',
    '--pid=host',
    '--network=host',
    '--userns=host',
    '--user=0:0',
    '--workdir=/',
    '--log-driver=none',
    '--restart=no',
    '--security-opt=label=disable',
    '--shm-size=2g',
    '--gpus',
    '"device=0,3"',
    '--mount=type=bind,source=/node/jobs/j,target=/node/jobs/j',
    '--mount=type=bind,"source=/a,b","target=/a""b"',
    '--mount=type=bind,source=/bin/node,target=/bin/node,readonly',
    '--entrypoint=/bin/sh',
    'docker.io/library/ubuntu:18.04',
    '-c',
    ': <"$0"',
    '/node/jobs/j/run/hold',
  ]);
});

test('without GPUs, or with simulated ones, no engine is asked for any', () => {
  for (const gpuIds of [[], null]) {
    for (const kind of ['docker', 'podman'] as const)
      expect(runWords(kind, { ...spec, gpuIds }).join()).not.toMatch(/gpu/);
    expect(execWords({ ...spec, gpuIds }, 'i.sif')).not.toContain('--nv');
  }
});

test('Podman and Apptainer are told the same in their words', () => {
  const podman = runWords('podman', spec);
  expect(podman).toEqual(
    expect.arrayContaining(['--device=nvidia.com/gpu=0', '--device=nvidia.com/gpu=3', '--pid=host']),
  );
  expect(podman.join()).not.toContain('userns');
  expect(execWords({ ...spec, binds: [spec.binds[0], spec.binds[2]] as Bind[] }, '/i.sif')).toEqual([
    'exec',
    '--cleanenv',
    '--contain',
    '--no-home',
    '--writable-tmpfs',
    '--env=TRAINYARD_NODE=n',
    '--nv',
    '--bind=/node/jobs/j:/node/jobs/j',
    '--bind=/bin/node:/bin/node:ro',
    '/i.sif',
    '/bin/sh',
    '-c',
    'echo "$$" >"$0.pid"; : <"$0"',
    '/node/jobs/j/run/hold',
  ]);
  expect(pullWords('127.0.0.1:5000/net:1', '/i.sif')).toContain('--no-https');
  expect(pullWords('docker.io/library/ubuntu', '/i.sif').slice(-2)).toEqual([
    '/i.sif',
    'docker://docker.io/library/ubuntu',
  ]);
});

test('a sign-in is for the registry of the image alone', () => {
  const ada = { username: 'ada', password: 'p:w' };
  const auth = { auth: Buffer.from('ada:p:w').toString('base64') };
  expect(JSON.parse(signInFile('lab.example/net', null))).toEqual({ auths: {} });
  expect(JSON.parse(signInFile('lab.example:5000/net', ada))).toEqual({ auths: { 'lab.example:5000': auth } });
  const hub = JSON.parse(signInFile('docker.io/ada/net', ada)) as { auths: object };
  expect(hub.auths).toHaveProperty(['https://index.docker.io/v1/'], auth);
});
