import type { WireAnswer } from './send.ts';

/** An answer of the service as it was recorded. */
export interface RecordedAnswer {
  status: number;
  reason: string;
  headers: Record<string, string>;
  body: unknown;
}

/** Headers of the service that its clients may look at. How many requests are left is not among them: nothing counts them here. */
const headers = [
  'azure-asyncoperation',
  'location',
  'cache-control',
  'content-type',
  'etag',
  'last-modified',
  'request-id',
] as const;

/** Where we differ, and why. */
const known: readonly { path: RegExp; why: string }[] = [
  {
    path: /(^|\.)properties\.subnet$/,
    why: 'the service made a network for each file server; here there is none to name',
  },
];

/** Numbers that say what was so at that moment. */
const ofTheMoment = /(NodeCount|currentValue|limit|contentLength|port)$/;
const echoed = /(targetNodeCount|minimumNodeCount|maximumNodeCount|initialNodeCount)$/;

const time = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{0,2}[1-9])?Z$/;
const guid = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;
const noGuid = '00000000-0000-0000-0000-000000000000';

/** Every difference in shape between a recorded answer and ours, in words; none when a client could not tell them apart. */
export function differences(recorded: RecordedAnswer, ours: WireAnswer): string[] {
  const found: string[] = [];
  if (ours.status !== recorded.status) found.push(`status ${ours.status} for ${recorded.status}: ${ours.text}`);
  if (ours.reason !== recorded.reason) found.push(`reason ${ours.reason} for ${recorded.reason}`);
  for (const name of headers) {
    const [theirs, own] = [recorded.headers[name], ours.headers[name]];
    if ((theirs === undefined) !== (own === undefined)) found.push(`header ${name}: ${own} for ${theirs}`);
    else if (headerForm(name, theirs) !== headerForm(name, own)) found.push(`header ${name}: ${own} for ${theirs}`);
  }
  if (recorded.body === null && ours.text !== '') found.push(`a body where there was none: ${ours.text}`);
  if (recorded.body !== null) compare(recorded.body, ours.body, '', found);
  return found;
}

/** What of a header must be the same. */
function headerForm(name: string, value: string | string[] | undefined): string {
  if (value === undefined) return '';
  if (name === 'etag') return /^"0x[0-9A-F]{15}"$/.test(String(value)) ? 'tag' : String(value);
  if (name === 'last-modified') return Number.isNaN(Date.parse(String(value))) ? String(value) : 'date';
  if (name === 'request-id') return 'id';
  return text(String(value));
}

function compare(recorded: unknown, ours: unknown, path: string, found: string[]): void {
  const [theirs, own] = [form(recorded, path), form(ours, path)];
  if (Array.isArray(recorded) && Array.isArray(ours)) compareLists(recorded, ours, path, found);
  else if (isObject(recorded) && isObject(ours)) compareFields(recorded, ours, path, found);
  else if (theirs !== own) found.push(`${path}: ${own} for ${theirs}`);
}

function compareFields(recorded: object, ours: object, path: string, found: string[]): void {
  const [theirs, own] = [recorded as Record<string, unknown>, ours as Record<string, unknown>];
  for (const name of new Set([...Object.keys(theirs), ...Object.keys(own)])) {
    const at = path === '' ? name : `${path}.${name}`;
    if (known.some((one) => one.path.test(at))) continue;
    if (!(name in own)) found.push(`${at} is absent`);
    else if (!(name in theirs)) found.push(`${at} is too much: ${JSON.stringify(own[name])}`);
    else compare(theirs[name], own[name], at, found);
  }
}

/** Lists of the same length and order; a blob that stood for a directory was listed as both, and is listed once here. */
function compareLists(recorded: readonly unknown[], ours: readonly unknown[], path: string, found: string[]): void {
  const nameOf = (item: unknown): unknown => (isObject(item) ? (item as { name?: unknown }).name : item);
  const isTwin = (item: unknown, at: number) =>
    isObject(item) && 'fileType' in item && nameOf(item) === nameOf(recorded[at + 1]);
  const theirs = recorded.filter((item, at) => !isTwin(item, at));
  if (theirs.length !== ours.length)
    found.push(`${path}: ${ours.length} for ${theirs.length}: ${JSON.stringify(ours.map(nameOf))}`);
  for (const [at, item] of theirs.entries()) if (at < ours.length) compare(item, ours[at], `${path}[${at}]`, found);
}

/** A value without what cannot be the same twice. */
function form(value: unknown, path: string): string {
  const last = path.split('.').at(-1) ?? '';
  if (typeof value === 'number') return ofTheMoment.test(last) && !echoed.test(last) ? 'number' : String(value);
  if (typeof value !== 'string') return value === null ? 'null' : typeof value === 'object' ? 'object' : String(value);
  if (last === 'downloadUrl') return URL.canParse(value) ? 'link' : value;
  if (/(IP|ipAddress)$/.test(last)) return 'address';
  if (last === 'nodeId') return 'node';
  return text(value);
}

function text(value: string): string {
  if (time.test(value)) return 'time';
  return value
    .replace(/^https?:\/\/[^/]+/, 'https://server')
    .replaceAll(guid, (one) => (one === noGuid ? one : 'guid'));
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
