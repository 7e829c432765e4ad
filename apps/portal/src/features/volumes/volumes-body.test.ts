import { describe, expect, it } from 'vitest';
import { volumeFields } from './fields.ts';
import {
  addRow,
  mountedPaths,
  removeRow,
  replaceRow,
  rowsOf,
  takeKeys,
  textIn,
  volumeCount,
  withKeys,
  withoutRealKeys,
  withText,
  writtenAt,
} from './volumes-body.ts';

const share = { azureFileUrl: 'https://acme.file.core.windows.net/data', relativeMountPath: 'data' };

describe('entries', () => {
  it('come and go, and with the last one goes the list', () => {
    const one = addRow(undefined, 'fileServers');
    expect(one).toEqual({ fileServers: [{ fileServer: { name: '' }, relativeMountPath: '' }] });
    expect(volumeCount(addRow(one, 'storageFolders'))).toBe(2);
    expect(removeRow(one, 'fileServers', 0)).toBeUndefined();
  });
  it('keep what the form does not ask for', () => {
    const body = { fileServers: [{ fileServer: { name: 'a', workspace: 'w' }, relativeMountPath: 'x' }] };
    const row = withText(rowsOf(body, 'fileServers')[0] ?? {}, 'fileServer.name', 'b', true);
    expect(replaceRow(body, 'fileServers', 0, row)).toEqual({
      fileServers: [{ fileServer: { name: 'b', workspace: 'w' }, relativeMountPath: 'x' }],
    });
  });
  it('lose what is emptied, unless it is asked for', () => {
    expect(withText({ a: '1', b: { c: '2' } }, 'b.c', '', false)).toEqual({ a: '1' });
    expect(withText({ a: '1' }, 'a', '', true)).toEqual({ a: '' });
  });
  it('stand whatever a YAML holds in their place', () => {
    expect(rowsOf({ fileServers: ['x', { a: 1 }] }, 'fileServers')).toEqual([{}, { a: 1 }]);
    expect([volumeCount('x'), volumeCount({ fileServers: 3 })]).toEqual([0, 0]);
    expect(textIn({ a: { b: {} } }, 'a.b')).toBe('');
  });
  it('are found by the path of a fault', () => {
    const body = { azureFileShares: [share] };
    expect(writtenAt(body, 'azureFileShares[0].relativeMountPath')).toBe('data');
    expect([writtenAt(body, 'azureFileShares[1].x'), writtenAt(body, 'other[0].x')]).toEqual(['', '']);
  });
  it('say where they appear', () => {
    expect(mountedPaths({ azureFileShares: [share, {}] }, '$ROOT')).toEqual(['$ROOT/data']);
  });
});

describe('keys of accounts', () => {
  const written = {
    azureFileShares: [{ ...share, credentials: { accountKey: 'secret' } }],
    azureBlobFileSystems: [{ accountName: 'other', credentials: { accountKeySecretReference: { x: 1 } } }],
  };
  it('are taken out and put back', () => {
    const { volumes, keys } = takeKeys(written, {});
    expect(JSON.stringify(volumes)).not.toContain('secret');
    expect(withKeys(volumes, keys)).toEqual(written);
  });
  it('stay their account’s when entries change places', () => {
    const two = {
      azureFileShares: [
        { ...share, credentials: { accountKey: 'one' } },
        { azureFileUrl: 'https://beta.file.core.windows.net/x', credentials: { accountKey: 'two' } },
      ],
    };
    const { volumes, keys } = takeKeys(two, {});
    const moved = { azureFileShares: rowsOf(volumes, 'azureFileShares').toReversed() };
    const again = takeKeys(moved, keys);
    expect(withKeys(again.volumes, again.keys)).toEqual({ azureFileShares: two.azureFileShares.toReversed() });
  });
  it('are forgotten with their entry, and never invented', () => {
    const { keys } = takeKeys(written, {});
    expect(takeKeys({ azureFileShares: [share] }, keys).keys).toEqual({});
    expect(withKeys({ azureFileShares: [share] }, keys)).toEqual({ azureFileShares: [share] });
  });
  it('are no real ones in what is only looked at', () => {
    const { volumes } = takeKeys(written, {});
    expect(rowsOf(withoutRealKeys(volumes), 'azureFileShares')[0]).toMatchObject({
      credentials: { accountKey: 'bm9uZQ==' },
    });
    expect(rowsOf(withoutRealKeys(written), 'azureBlobFileSystems')[0]).toEqual(written.azureBlobFileSystems[0]);
  });
});

it('asks for each volume where it is mounted', () =>
  expect(Object.values(volumeFields).every((fields) => fields.some(({ path }) => path === 'relativeMountPath'))).toBe(
    true,
  ));
