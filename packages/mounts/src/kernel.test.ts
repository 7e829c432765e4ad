import { expect, test } from 'vitest';
import { kernelMountOf as share } from './azure-files/azure-files.ts';
import { kernelFailure } from './kernel.ts';
import { kernelMountOf as exported } from './nfs/nfs.ts';

test('an export is mounted with its port and the options as they are written', () => {
  const source = { kind: 'nfs' as const, host: '10.0.0.4', port: 2049, path: '/mnt/data', options: null, local: null };
  expect(exported(source)).toMatchObject({ type: 'nfs4', from: '10.0.0.4:/mnt/data', options: ['port=2049'] });
  expect(exported({ ...source, host: 'fe80::1', options: '-o rw,hard  noatime' })).toMatchObject({
    from: '[fe80::1]:/mnt/data',
    options: ['port=2049', 'hard', 'noatime'],
  });
  expect(exported({ ...source, options: 'vers=3' }).type).toBe('nfs');
});

test('a share is mounted with its modes, and its key is no argument', () => {
  const { options, ...mount } = share(
    {
      ...{ kind: 'azureFiles', host: 'a.file.core.windows.net', port: 445, share: 'data', path: '/in/here/' },
      ...{ account: 'a', fileMode: '0755', directoryMode: '777', secretRef: 's' },
    },
    'the key',
  );
  expect(mount).toMatchObject({
    type: 'cifs',
    from: '//a.file.core.windows.net/data/in/here',
    env: { PASSWD: 'the key' },
  });
  expect(options).toEqual(expect.arrayContaining(['port=445', 'username=a', 'file_mode=0755', 'dir_mode=0777']));
  expect(options.join()).not.toContain('the key');
});

test.each([
  ['mount.nfs4: access denied by server while mounting h:/x', 'volumeDenied'],
  ['mount error(13): Permission denied', 'volumeDenied'],
  ['mount.nfs4: mounting h:/x failed, reason given by server: No such file or directory', 'volumeNotFound'],
  ['mount.nfs4: Connection refused', 'volumeUnreachable'],
  ['mount error(113): could not connect to 10.0.0.1 Unable to find suitable address.', 'volumeUnreachable'],
  ["mount: /x: unknown filesystem type 'nfs4'.", 'volumeKernelLacks'],
  ['mount.nfs4: Protocol not supported', 'volumeKernelLacks'],
  ['mount: bad option', 'volumeMountFailed'],
])('%s', (said, code) => {
  expect(kernelFailure(said, 'l', 'nfs4').reason.code).toBe(code);
});
