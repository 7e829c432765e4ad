import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { VolumeSource } from '@trainyard/contracts/planned-volume';
import { mountConformance } from '@trainyard/mounts/testing/conformance';
import { Azurite } from '../../cluster/storage/azurite.ts';
import { Gateway } from '../../cluster/storage/gateway.ts';
import { S3Server } from '../../cluster/storage/s3-server.ts';
import { Samba } from '../../cluster/storage/samba.ts';
import { SftpServer } from '../../cluster/storage/sftp-server.ts';

const stored = (directory: string) => (name: string) => readFile(join(directory, name), 'utf8').catch(() => null);

mountConformance('azureBlob', async () => {
  const azurite = await new Azurite().start();
  await azurite.makeContainer('data');
  const gateway = await new Gateway(azurite.port).start();
  const source = { kind: 'azureBlob' as const, container: 'data', path: 'below', options: null, secretRef: 's' };
  const through = { port: gateway.port };
  const otherKey = Buffer.alloc(64, 7).toString('base64');
  return {
    source,
    secret: azurite.signed('data', through),
    isServed: true,
    hasSymbols: true,
    stored: (name) => azurite.read('data', `below/${name}`),
    server: gateway,
    nextSecret: () => azurite.signed('data', { ...through, lastsMs: 7_200_000 }),
    wrongCredentials: { source, secret: azurite.signed('data', { ...through, key: otherKey }), code: 'volumeDenied' },
    missing: {
      source: { ...source, container: 'none' },
      secret: azurite.signed('none', through),
      code: 'volumeNotFound',
    },
    close: async () => {
      await gateway.cut();
      await azurite.stop();
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
