import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { createMounter } from '../mounter.ts';
import { mountConformance } from '../testing/conformance.ts';

const scratch = mkdtempSync(join(tmpdir(), 'trainyard-nfs-'));
const files = join(scratch, 'files');
mkdirSync(files);
writeFileSync(join(scratch, 'proof'), 'a text of its own\n');
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

const local = { path: files, proof: { file: join(scratch, 'proof'), text: 'a text of its own' } };
const source = { kind: 'nfs' as const, host: '127.0.0.1', port: 1, path: '/x', options: null, local };

mountConformance('nfs, on the server’s own machine', async () => ({
  source,
  secret: null,
  isServed: false,
  stored: (name) => readFile(join(files, name), 'utf8').catch(() => null),
  missing: { source: { ...source, local: null }, secret: null, code: 'volumeUnreachable' },
  close: async () => undefined,
}));

const request = (proof: { file: string; text: string }, port = 1) => ({
  ...{ source: { ...source, port, local: { ...local, proof } }, secret: null, readOnly: false, label: 'l' },
  ...{ at: join(scratch, 'at'), home: join(scratch, 'home'), mark: `${scratch}/at` },
});
const { signal } = new AbortController();

test('what cannot be proven to be the same machine is asked over the network', async () => {
  symlinkSync(local.proof.file, join(scratch, 'link'));
  const wrong = [
    { ...local.proof, text: 'another' },
    { ...local.proof, file: join(scratch, 'none') },
  ];
  for (const proof of [...wrong, { ...local.proof, file: join(scratch, 'link') }]) {
    await expect(createMounter().mount(request(proof), signal)).rejects.toMatchObject({
      reason: { code: 'volumeUnreachable' },
    });
  }
});

test.runIf(process.geteuid?.() === 0 && !/nfs4$/m.test(readFileSync('/proc/filesystems', 'utf8')))(
  'a kernel without it is told as such',
  async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    try {
      const asked = request({ ...local.proof, text: 'another' }, port);
      await expect(createMounter().mount(asked, signal)).rejects.toMatchObject({
        reason: { code: 'volumeKernelLacks', params: { fileSystem: 'nfs4' } },
      });
    } finally {
      server.close();
    }
  },
);
