import {
  AccountSASPermissions,
  AccountSASResourceTypes,
  AccountSASServices,
  ContainerSASPermissions,
  generateAccountSASQueryParameters,
  generateBlobSASQueryParameters,
  SASProtocol,
  StorageSharedKeyCredential,
} from '@azure/storage-blob';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { accountSas, containerSas, isAccountKey } from './container-sas.ts';

const version = '2020-12-06';
const keys = fc.uint8Array({ minLength: 16, maxLength: 64 }).map((bytes) => Buffer.from(bytes).toString('base64'));
/** From 2001 to 2255. */
const times = fc.integer({ min: 1e12, max: 9e12 });
const accounts = fc.stringMatching(/^[a-z0-9]{3,24}$/);
const endpoints = fc.constantFrom('https://a.blob.core.windows.net', 'http://127.0.0.1:10000/devstoreaccount1');
const protocolOf = (endpoint: string) => (endpoint.startsWith('https:') ? SASProtocol.Https : SASProtocol.HttpsAndHttp);

/** The parts of a query, whatever their order. */
const parts = (query: string) => Object.fromEntries(new URLSearchParams(query));

test('the signature of a container is the one that Azure’s own library makes', () => {
  fc.assert(
    fc.property(
      keys,
      accounts,
      fc.stringMatching(/^[a-z0-9]{3,20}$/),
      times,
      endpoints,
      fc.constantFrom('racwdl', 'rl'),
      (key, account, container, expiresAt, endpoint, permissions) => {
        const url = containerSas({ endpoint, account, key, permissions, expiresAt, container });
        const theirs = generateBlobSASQueryParameters(
          {
            containerName: container,
            permissions: ContainerSASPermissions.parse(permissions),
            expiresOn: new Date(expiresAt),
            protocol: protocolOf(endpoint),
            version,
          },
          new StorageSharedKeyCredential(account, key),
        );
        expect(url.startsWith(`${endpoint}/${container}?`)).toBe(true);
        expect(parts(url.slice(url.indexOf('?') + 1))).toEqual(parts(theirs.toString()));
      },
    ),
  );
});

test('and so is that of an account', () => {
  fc.assert(
    fc.property(keys, accounts, times, endpoints, (key, account, expiresAt, endpoint) => {
      const url = accountSas({ endpoint, account, key, permissions: 'rl', expiresAt });
      const theirs = generateAccountSASQueryParameters(
        {
          permissions: AccountSASPermissions.parse('rl'),
          services: AccountSASServices.parse('b').toString(),
          resourceTypes: AccountSASResourceTypes.parse('sco').toString(),
          expiresOn: new Date(expiresAt),
          protocol: protocolOf(endpoint),
          version,
        },
        new StorageSharedKeyCredential(account, key),
      );
      expect(parts(url.slice(url.indexOf('?') + 1))).toEqual(parts(theirs.toString()));
    }),
  );
});

test.each([
  ['', false],
  ['<AZURE_BATCHAI_STORAGE_KEY>', false],
  ['c2hvcnQ=', false],
  ['Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==', true],
  ['Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw', false],
])('%j is a key: %s', (text, is) => {
  expect(isAccountKey(text)).toBe(is);
});
