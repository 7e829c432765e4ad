import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import {
  ContainerSASPermissions,
  generateBlobSASQueryParameters,
  StorageSharedKeyCredential,
} from '@azure/storage-blob';
import type { VolumeSource } from '@trainyard/contracts/planned-volume';
import { createMounter } from '@trainyard/mounts/mounter';
import type { MountRecord, MountRequest } from '@trainyard/mounts/port';
import { mountConformance } from '@trainyard/mounts/testing/conformance';
import { unmountBelow } from '@trainyard/runtime/node/mount-table';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Azurite, blobText } from '../../cluster/azurite.ts';
import { Gateway } from '../../cluster/storage/gateway.ts';
import { S3Server } from '../../cluster/storage/s3-server.ts';
import { Samba } from '../../cluster/storage/samba.ts';
import { SftpServer } from '../../cluster/storage/sftp-server.ts';
import { until } from '../../cluster/wait.ts';

const run = promisify(execFile);

const stored = (directory: string) => (name: string) => readFile(join(directory, name), 'utf8').catch(() => null);

/** A signed address of a container, reached through `port`. */
function signed({ account, key }: Azurite, port: number, container: string, lastsMs = 3_600_000): string {
  const query = generateBlobSASQueryParameters(
    {
      containerName: container,
      permissions: ContainerSASPermissions.parse('racwdl'),
      expiresOn: new Date(Date.now() + lastsMs),
    },
    new StorageSharedKeyCredential(account, key),
  );
  return `http://127.0.0.1:${port}/${account}/${container}?${query}`;
}

mountConformance('azureBlob', async () => {
  const azurite = new Azurite();
  await azurite.start();
  const container = await azurite.container('data');
  const gateway = await new Gateway(Number(new URL(azurite.endpoint).port)).start();
  const source = { kind: 'azureBlob' as const, container: 'data', path: 'below', options: null, secretRef: 's' };
  const secret = signed(azurite, gateway.port, 'data');
  return {
    source,
    secret,
    isServed: true,
    hasSymbols: true,
    stored: async (name) => (await blobText(container, `below/${name}`)) ?? null,
    server: gateway,
    nextSecret: () => signed(azurite, gateway.port, 'data', 7_200_000),
    wrongCredentials: { source, secret: secret.replace(/sig=[^&]{8}/, 'sig=AAAAAAAA'), code: 'volumeDenied' },
    missing: {
      source: { ...source, container: 'none' },
      secret: signed(azurite, gateway.port, 'none'),
      code: 'volumeNotFound',
    },
    close: async () => {
      await gateway.cut();
      await azurite.close();
    },
  };
});

mountConformance('azureFiles', async () => {
  const samba = await new Samba().start();
  const gateway = await new Gateway(samba.port).start();
  const { share, account, password } = samba;
  const where = { host: '127.0.0.1', port: gateway.port, share, path: '', account };
  const source = { kind: 'azureFiles' as const, ...where, fileMode: '0777', directoryMode: '0777', secretRef: 's' };
  return {
    source,
    secret: password,
    isServed: true,
    hasSymbols: true,
    stored: stored(samba.directory),
    server: gateway,
    wrongCredentials: { source, secret: 'another', code: 'volumeDenied' },
    missing: { source: { ...source, share: 'none' }, secret: password, code: 'volumeNotFound' },
    close: async () => {
      await gateway.cut();
      await samba.stop();
    },
  };
});

mountConformance('sftp', async () => {
  const server = await new SftpServer().start();
  const gateway = await new Gateway(server.port).start();
  const where = { host: '127.0.0.1', port: gateway.port, user: server.user, path: 'below', hostKeys: null };
  const source: VolumeSource = { kind: 'sftp', ...where, secretRef: 's' };
  return {
    source,
    secret: JSON.stringify({ password: server.password }),
    isServed: true,
    stored: stored(join(server.directory, 'below')),
    server: gateway,
    wrongCredentials: { source, secret: JSON.stringify({ password: 'another' }), code: 'volumeDenied' },
    close: async () => {
      await gateway.cut();
      await server.stop();
    },
  };
});

mountConformance('s3', async () => {
  const server = await new S3Server().start();
  const gateway = await new Gateway(server.port).start();
  const { bucket, accessKeyId, secretAccessKey } = server;
  const where = { endpoint: `http://127.0.0.1:${gateway.port}`, region: 'us-east-1', bucket, path: 'below' };
  const source = { kind: 's3' as const, ...where, accessKeyId, secretRef: 's' };
  return {
    source,
    secret: secretAccessKey,
    isServed: true,
    hasSymbols: true,
    stored: (name) => server.read(`below/${name}`),
    server: gateway,
    wrongCredentials: { source: { ...source, accessKeyId: 'another' }, secret: secretAccessKey, code: 'volumeDenied' },
    missing: { source: { ...source, bucket: 'none' }, secret: secretAccessKey, code: 'volumeNotFound' },
    close: async () => {
      await gateway.cut();
      await server.stop();
    },
  };
});

describe('a share in use', () => {
  const scratch = mkdtempSync(join(tmpdir(), 'trainyard-share-'));
  const mounter = createMounter();
  const { signal } = new AbortController();
  let samba: Samba;
  let asked: MountRequest;
  let record: MountRecord;

  beforeAll(async () => {
    samba = await new Samba().start();
    await run('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', samba.directory]);
    const { share, port, account, password } = samba;
    const where = { host: '127.0.0.1', port, share, path: '', account, fileMode: '0640', directoryMode: '0750' };
    asked = {
      ...{ source: { kind: 'azureFiles', ...where, secretRef: 's' }, secret: password, readOnly: false },
      ...{ at: join(scratch, 'at'), home: join(scratch, 'home'), mark: `${scratch}/at`, label: 'share data' },
    };
    record = await mounter.mount(asked, signal);
  });
  afterAll(async () => {
    await unmountBelow(scratch);
    await run('umount', ['-l', samba.directory]);
    await samba.stop();
    rmSync(scratch, { recursive: true, force: true });
  });

  it('has the modes that were asked for', async () => {
    await mkdir(join(asked.at, 'deep'));
    await writeFile(join(asked.at, 'deep', 'file'), 'x');
    expect((await stat(join(asked.at, 'deep', 'file'))).mode & 0o777).toBe(0o640);
    expect((await stat(join(asked.at, 'deep'))).mode & 0o777).toBe(0o750);
  });

  it('that is full is told as full, and what has no room in it is kept', async () => {
    await writeFile(join(asked.at, 'large'), Buffer.alloc(3 << 20));
    await until('the share to be told as full', async () => {
      const why = await mounter.check(asked, record, signal);
      return why?.code === 'volumeFull';
    });
    await expect(mounter.unmount(record, 1_000)).rejects.toMatchObject({
      reason: { code: 'volumeNotFlushed', params: { files: 1 } },
    });
    // Somebody makes room.
    await run('mount', ['-o', 'remount,size=16m', samba.directory]);
    record = await mounter.mount(asked, signal);
    expect((await stat(join(samba.directory, 'large'))).size).toBe(3 << 20);
  });

  it('whose key was renewed is told as denied', async () => {
    samba.setPassword('renewed');
    expect(await createMounter().check(asked, record, signal)).toMatchObject({ code: 'volumeDenied' });
    await mounter.unmount(record, 1_000);
  });
});
