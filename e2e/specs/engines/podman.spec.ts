import { execFile } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { bareImage } from '../../cluster/bare-image.ts';
import { PrivateRegistry, registryUser } from '../../cluster/private-registry.ts';
import { RigServer } from '../../cluster/server.ts';
import { until } from '../../cluster/wait.ts';
import { Yard } from '../../cluster/yard.ts';

const run = promisify(execFile);
const home = mkdtempSync(join(tmpdir(), 'trainyard-podman-'));
const program = join(home, 'podman');
const registry = new PrivateRegistry();
let yard: Yard;

const podman = async (...words: string[]) => (await run(program, words)).stdout.trim();

beforeAll(async () => {
  // Podman over directories of the test's own.
  const own = `--root=${home}/root --runroot=${home}/run --storage-driver=vfs`;
  writeFileSync(program, `#!/bin/sh\nexec /usr/bin/podman ${own} "$@"\n`);
  chmodSync(program, 0o755);
  await registry.start();
  const whole = `${registry.address}/lab/net:2`;
  await podman('import', '--change=ENV FROM_IMAGE=yes', bareImage(home), whole);
  writeFileSync(join(home, 'sign-in.json'), registry.signIn);
  await podman('push', '--tls-verify=false', `--authfile=${home}/sign-in.json`, whole);
  await podman('rmi', whole);
  const path = `${home}:${process.env.PATH}`;
  yard = await Yard.over(await new RigServer({ PATH: path, TRAINYARD_CONTAINER_ENGINE: 'podman' }).start(), 2);
});
afterAll(async () => {
  await yard?.close();
  registry.close();
  await podman('rm', '--all', '--force').catch(() => {});
  rmSync(home, { recursive: true, force: true });
});

const containerSettings = (password: string) => ({
  imageSourceRegistry: {
    serverUrl: `http://${registry.address}`,
    image: 'lab/net:2',
    credentials: { username: registryUser.username, password },
  },
  shmSize: '32m',
});

test('Podman runs a job on two nodes as Docker does, and refuses wrong credentials', async () => {
  const report =
    'echo "$FROM_IMAGE $(cat /prepared) $(df -k /dev/shm | grep -c " 32768 ") $(readlink /proc/$$/exe)"; exit 4';
  await yard.submit('two', {
    containerSettings: containerSettings(registryUser.password),
    nodeCount: 2,
    distributedSettings: { commandLine: report },
    jobPreparation: { commandLine: 'echo prepared >/prepared' },
  });
  await yard.submit('denied', {
    containerSettings: containerSettings('wrong'),
    customToolkitSettings: { commandLine: 'true' },
  });
  expect((await yard.inState('two', 'failed')).reasons[0]).toMatchObject({
    code: 'processExited',
    params: { exitCode: 4 },
  });
  const logs = await Promise.all([0, 1].map((rank) => yard.log('two', { rank })));
  expect(logs.map(String)).toContain('yes prepared 1 /bin/busybox\n');
  expect((await yard.inState('denied', 'failed')).reasons[0]).toMatchObject({ code: 'imageDenied' });
  await until('no container to be left', async () => (await podman('ps', '--all', '--quiet')) === '');
});
