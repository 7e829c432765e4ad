import fc from 'fast-check';
import type { WireRequest } from '../wire/send.ts';
import { anything, oddText } from './arbitraries.ts';

/** Requests that no client sends, to addresses that are nearly right. */

/** Parts of addresses as they go out, byte for byte. All of a head stays below 16 KiB: what is longer Node refuses by itself, before any program. */
const oddParts = [
  '%2e%2e',
  '..',
  '.',
  '%00',
  '%',
  '%zz',
  '%c0%af',
  '%ff',
  '%0d%0aset-cookie:a',
  'a;b=c',
  'w;',
  'w%2Fclusters',
  'w%5C..',
  '',
  "'",
  '$metadata',
  '*',
  '(1)',
  '__proto__',
  'x'.repeat(65),
  'x'.repeat(1_500),
  '%F0%9F%99%82',
  '%E2%80%AEgnp',
];
const rightParts = ['none', 'w', 'e', 'c', 'WORKSPACES', 'listOutputFiles', 'terminate', 'operationresults'];

/** Addresses with places for parts. */
const addresses = [
  '/providers/Microsoft.BatchAI/operations',
  '/subscriptions/:',
  '/subscriptions/:/resourceGroups/:',
  '/subscriptions/:/providers/:',
  '/subscriptions/:/providers/Microsoft.BatchAI/:',
  '/subscriptions/:/providers/Microsoft.BatchAI/workspaces',
  '/subscriptions/:/providers/Microsoft.BatchAI/locations/:/usages',
  '/subscriptions/:/providers/Microsoft.BatchAI/locations/:/operationresults/:',
  '/subscriptions/:/providers/Microsoft.BatchAI/locations/:/operationstatuses/:',
  '/subscriptions/:/resourceGroups/:/providers/Microsoft.BatchAI/workspaces/:',
  '/subscriptions/:/resourceGroups/:/providers/Microsoft.BatchAI/workspaces/:/clusters/:',
  '/subscriptions/:/resourceGroups/:/providers/Microsoft.BatchAI/workspaces/:/fileServers/:',
  '/subscriptions/:/resourceGroups/:/providers/Microsoft.BatchAI/workspaces/:/experiments/:/jobs/:',
  '/subscriptions/:/resourceGroups/:/providers/Microsoft.BatchAI/workspaces/:/experiments/:/jobs/:/listOutputFiles',
  '/subscriptions/:/resourceGroups/:/providers/Microsoft.BatchAI/workspaces/:/experiments/:/jobs/:/terminate',
  '/subscriptions/:/resourceGroups/:/providers/Microsoft.BatchAI/:/:/:/:',
];

const part = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...rightParts) },
  { weight: 2, arbitrary: fc.constantFrom(...oddParts) },
  { weight: 1, arbitrary: oddText.map((text) => encodeURIComponent(text.toWellFormed()).slice(0, 1_500)) },
);

const path = fc.constantFrom(...addresses).chain((address) => {
  const count = address.split(':').length - 1;
  return fc
    .array(part, { minLength: count, maxLength: count })
    .map((parts) => parts.reduce((so, one) => so.replace(':', () => one.replaceAll(':', '%3A')), address));
});

const pairs = fc.oneof(
  fc.constantFrom(
    'api-version=2018-05-01',
    'API-Version=2018-05-01',
    'api-version=2018-05-01&api-version=2018-03-01',
    'api-version[]=2018-05-01',
    'api-version=',
    'api-version=2018-03-01',
    'maxresults=0',
    'maxresults=1001',
    'maxresults=1e3',
    'maxresults=%00',
    'maxresults=1&maxresults=2',
    '$skiptoken=junk',
    '$skiptoken=%ff%fe',
    '%24skiptoken=eyJhIjoxfQ',
    'outputdirectoryid=stdouterr',
    'outputdirectoryid=..%2f..',
    'directory=..%2f..%2f',
    'directory=%00',
    'linkexpiryinminutes=-1',
    'linkexpiryinminutes=6.5',
    '__proto__[x]=1',
    '%',
    '&&&',
    'a'.repeat(1_000),
  ),
  fc
    .tuple(oddText, oddText)
    .map((pair) => pair.map((one) => encodeURIComponent(one.toWellFormed()).slice(0, 400)).join('=')),
);
const query = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.array(pairs, { maxLength: 3 }).map((all) => ['api-version=2018-05-01', ...all].join('&')),
  },
  { weight: 1, arbitrary: fc.array(pairs, { maxLength: 4 }).map((all) => all.join('&')) },
);

const headers = fc.oneof(
  { weight: 4, arbitrary: fc.constant<Record<string, string>>({}) },
  {
    weight: 3,
    arbitrary: fc.constantFrom<Record<string, string>>(
      { 'content-type': 'text/plain' },
      { 'content-type': 'application/json; charset=utf-16' },
      { 'content-type': 'application/json;;;=' },
      { 'content-type': '\u00e9' },
      { 'content-encoding': 'gzip' },
      { 'content-encoding': 'br, br' },
      { 'content-encoding': 'none-such' },
      { host: '[' },
      { host: 'a b' },
      { host: '' },
      { host: 'x'.repeat(2_000) },
      { 'x-forwarded-host': '\u00ff//', 'x-forwarded-proto': 'gopher' },
      { 'x-http-method-override': 'DELETE' },
      { 'if-match': '"none"', 'if-none-match': '*' },
      { range: 'bytes=9-1' },
      { accept: 'image/png' },
      { 'accept-language': '*;q=x' },
      { 'user-agent': 'ms-rest-azure-js/1.4.0' },
      { 'x-ms-client-request-id': '\u00fc', 'x-ms-return-client-request-id': 'true' },
      { cookie: 'a=%zz; b="' },
      { origin: 'null', 'sec-fetch-site': 'cross-site' },
    ),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom<Record<string, string>>(
      { authorization: 'Bearer' },
      { authorization: 'Basic YTpi' },
      { authorization: `Bearer ${'x'.repeat(2_000)}` },
      { authorization: 'Bearer \u00ff' },
    ),
  },
);

/** Many bytes, told in few. */
export class Repeated {
  readonly text: string;
  readonly times: number;

  constructor(text: string, times: number) {
    this.text = text;
    this.times = times;
  }

  get bytes(): Buffer {
    return Buffer.from(this.text.repeat(this.times));
  }

  [fc.toStringMethod](): string {
    return `${JSON.stringify(this.text)}.repeat(${this.times})`;
  }
}

const bytes = fc.oneof(
  { weight: 2, arbitrary: fc.constant(undefined) },
  { weight: 2, arbitrary: anything },
  {
    weight: 2,
    arbitrary: fc.constantFrom<Buffer | Repeated>(
      Buffer.from('{'),
      Buffer.from('{"properties":{"nodeCount":1,"nodeCount":2}}'),
      Buffer.from('{"properties":{"__proto__":{"nodeCount":1}}}'),
      Buffer.from('\ufeff{}'),
      Buffer.from([0xff, 0xfe, 0x7b, 0x00]),
      Buffer.from('NaN'),
      new Repeated('{"properties":', 5_000),
      new Repeated('[', 50_000),
      Buffer.from('{"location":"\ud800"}'),
      Buffer.from('{"location":1e999}'),
      new Repeated(' ', 3_000_000),
    ),
  },
);

/** HEAD is answered without a body, so nothing can be told of it; CONNECT and TRACE never reach a program. */
const method = fc.constantFrom('GET', 'PUT', 'POST', 'PATCH', 'DELETE', 'OPTIONS', 'PROPFIND', 'PURGE');

export const oddRequest: fc.Arbitrary<WireRequest> = fc
  .record({ method, path, query, headers, body: bytes })
  .map(({ method, path, query, headers, body }) => ({
    method,
    path: query === '' ? path : `${path}?${query}`,
    headers,
    body,
  }));
