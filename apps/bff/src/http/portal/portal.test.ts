import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliCompressSync, brotliDecompressSync, gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { adminToken, type Booted, boot } from '../../testing/boot.ts';

const script = 'console.log("portal");'.repeat(20);
const index = `<!doctype html><meta name="csp-nonce" content="__NONCE__"><meta name="build" content="__BUILD__">
<style nonce="__NONCE__"></style><script type="module" src="/assets/index-Ab_c-1.js"></script>`;

let yard: Booted;
const above = mkdtempSync(join(tmpdir(), 'trainyard-portal-'));
const dist = join(above, 'dist');
beforeAll(async () => {
  writeFileSync(join(above, 'secret.txt'), 'outside');
  yard = await boot({}, undefined, dist);
});
afterAll(async () => {
  await yard?.stop();
  rmSync(above, { recursive: true, force: true });
});

function build(): void {
  mkdirSync(join(dist, 'assets', 'deep'), { recursive: true });
  const files: Record<string, string | Buffer> = {
    'index.html': index,
    'index.html.br': brotliCompressSync(index),
    'favicon.svg': '<svg xmlns="http://www.w3.org/2000/svg"/>',
    'manifest.webmanifest': '{}',
    '.build.json': '{"hidden":true}',
    'assets/index-Ab_c-1.js': script,
    'assets/index-Ab_c-1.js.br': brotliCompressSync(script),
    'assets/index-Ab_c-1.js.gz': gzipSync(script),
    'assets/style-2.css': 'a{}',
    'assets/style-2.css.gz': gzipSync('a{}'),
    'assets/deep/font-3.woff2': 'font',
    'assets/.hidden': 'hidden',
  };
  for (const [name, content] of Object.entries(files)) writeFileSync(join(dist, name), content);
}

interface Raw {
  status: number;
  headers: IncomingHttpHeaders;
  body: Buffer;
}

/** A request exactly as it is written: no client tidies the path, none decodes the answer. */
function raw(path: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Raw> {
  const { hostname, port } = new URL(yard.url);
  return new Promise((resolve, reject) => {
    const sent = httpRequest({ hostname, port, path, method, headers }, (res) => {
      const chunks: Buffer[] = [];
      res.on('data', (chunk: Buffer) => chunks.push(chunk));
      res.on('end', () => resolve({ status: res.statusCode ?? 0, headers: res.headers, body: Buffer.concat(chunks) }));
    });
    sent.on('error', reject).end();
  });
}

const browser = { accept: 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8' };
const asset = '/assets/index-Ab_c-1.js';

test('without a built portal pages say so, and the API works', async () => {
  const page = await raw('/w/own', browser);
  expect(page.status).toBe(503);
  expect(page.headers['content-type']).toBe('text/html; charset=utf-8');
  expect(String(page.body)).toContain('npm start');
  expect((await raw(asset, browser)).status).toBe(404);
  expect((await yard.call('GET', '/api/v1/workspaces')).status).toBe(200);
});

describe('a page', () => {
  beforeEach(build);

  test.each(['/', '/signin?link=x', '/w/own/jobs/e/j', '/w/own/jobs/e/j.1', '/index.html'])('%s', async (path) => {
    const { status, headers, body } = await raw(path, browser);
    expect([status, headers['content-type'], headers['cache-control']]).toEqual([
      200,
      'text/html; charset=utf-8',
      'no-store',
    ]);
    const policy = headers['content-security-policy'] ?? '';
    const nonce = /'nonce-([\w+/=-]{22,24})'/.exec(String(policy))?.[1] ?? 'none';
    expect(String(body)).toBe(index.replaceAll('__NONCE__', nonce));
    expect(policy).toContain("default-src 'none'; script-src 'self'; style-src 'self' 'nonce-");
    expect(headers['cross-origin-opener-policy']).toBe('same-origin');
    const again = await raw(path, browser);
    expect(again.headers['content-security-policy']).not.toBe(policy);
  });

  test('is given without a body to HEAD, and at / to whoever asks', async () => {
    const head = await raw('/w/own', browser, 'HEAD');
    expect([head.status, head.body.length]).toEqual([200, 0]);
    expect((await raw('/')).status).toBe(200);
  });

  test.each([
    '/api/v1/nothing',
    '/API/v1/nothing',
    '/socket.io',
    '/healthz/x',
    '/readyz/x',
    '/metrics/x',
    '/assets/nothing.js',
    '/assets/',
    '/assets',
  ])('is not what stands at %s', async (path) => {
    const { status, headers } = await raw(path, browser);
    expect([status, headers['content-type']]).toEqual([404, 'application/json; charset=utf-8']);
  });

  test.each(['/subscriptions/x', '/providers/x'])(
    "is not what stands where Batch AI's clients ask: %s",
    async (path) => {
      const { status, headers } = await raw(path, browser);
      expect([status, headers['content-type']]).toEqual([401, 'application/json; charset=utf-8']);
    },
  );

  test('is not given to who wants something else, nor to another verb', async () => {
    expect((await raw('/nothing.png', { accept: 'image/avif,image/*,*/*;q=0.8' })).status).toBe(404);
    expect((await raw('/w/own')).status).toBe(404);
    expect((await raw('/signin', browser, 'POST')).status).toBe(404);
  });
});

describe('an asset', () => {
  beforeEach(build);

  test.each([
    ['br, gzip', 'br', brotliDecompressSync],
    ['gzip, deflate, br', 'br', brotliDecompressSync],
    ['gzip', 'gzip', gunzipSync],
    ['br;q=0, gzip', 'gzip', gunzipSync],
    ['', undefined, (body: Buffer) => body],
  ])('is encoded for %j as %s', async (accepted, encoding, decode) => {
    const { status, headers, body } = await raw(asset, accepted ? { 'accept-encoding': accepted } : {});
    expect(status).toBe(200);
    expect(headers).toMatchObject({
      'content-type': 'text/javascript; charset=utf-8',
      'cache-control': 'public, max-age=31536000, immutable',
      'x-content-type-options': 'nosniff',
      vary: 'accept-encoding',
    });
    expect(headers['content-encoding']).toBe(encoding);
    expect(String(decode(body))).toBe(script);
  });

  test('is sent as the build left it, where a form is missing', async () => {
    const style = await raw('/assets/style-2.css', { 'accept-encoding': 'br, gzip' });
    expect([style.headers['content-encoding'], style.headers['content-type']]).toEqual([
      'gzip',
      'text/css; charset=utf-8',
    ]);
    const font = await raw('/assets/deep/font-3.woff2', { 'accept-encoding': 'br, gzip' });
    expect([font.status, font.headers['content-type'], String(font.body)]).toEqual([200, 'font/woff2', 'font']);
  });

  test.each([
    '/assets/../secret.txt',
    '/assets/../../secret.txt',
    '/assets/%2e%2e/%2e%2e/secret.txt',
    '/assets/%2e%2e%2f%2e%2e%2fsecret.txt',
    '/assets/..%2f..%2fsecret.txt',
    '/assets/..\\..\\secret.txt',
    '/assets/..%5c..%5csecret.txt',
    '/assets/deep%2ffont-3.woff2',
    '/assets//deep/font-3.woff2',
    '/assets/index-Ab_c-1.js%00',
    '/assets/%00',
    '/assets/.hidden',
    '/assets/deep',
    '/assets/deep/',
    '/%2e%2e/secret.txt',
    '/..%2fsecret.txt',
    '/.build.json',
    '/index.html.br',
    '/assets/%',
  ])('is not what is asked for by %s', async (path) => {
    const { status, headers, body } = await raw(path, { 'accept-encoding': 'br, gzip' });
    expect([400, 404]).toContain(status);
    expect(headers['content-type']).toBe('application/json; charset=utf-8');
    expect(headers).not.toHaveProperty('content-encoding');
    expect(headers['cache-control']).toBe('no-store');
    expect(String(body)).not.toMatch(/outside|hidden":true|font$/);
  });
});

test('files beside the page are kept for a short while', async () => {
  build();
  const icon = await raw('/favicon.svg', browser);
  expect([icon.status, icon.headers['content-type'], icon.headers['cache-control']]).toEqual([
    200,
    'image/svg+xml',
    'public, max-age=300',
  ]);
  const manifest = await raw('/manifest.webmanifest');
  expect(manifest.headers['content-type']).toContain('application/manifest+json');
});

test('a portal that is built anew is the one that is told of', async () => {
  build();
  const hello = async (): Promise<string | null> => {
    const socket = yard.socket('/live', { token: adminToken });
    return (await new Promise<{ build: string | null }>((resolve) => socket.once('hello', resolve))).build;
  };
  const first = await hello();
  expect(first).toMatch(/^[0-9a-f]{16}$/);
  expect(await hello()).toBe(first);
  writeFileSync(join(dist, 'index.html'), `${index}<!-- newer -->`);
  expect(await hello()).not.toBe(first);
  rmSync(dist, { recursive: true });
  expect(await hello()).toBeNull();
});
