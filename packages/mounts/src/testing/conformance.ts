import { existsSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { mkdir, open, readdir, readFile, rename, stat, unlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { VolumeSource } from '@trainyard/contracts/planned-volume';
import type { ReasonCode } from '@trainyard/contracts/reasons';
import { mountsBelow, unmountBelow } from '@trainyard/runtime/node/mount-table';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { findMarked } from '../marked.ts';
import { createMounter } from '../mounter.ts';
import type { MountRecord, MountRequest } from '../port.ts';
import { dirtyFiles } from '../rclone/dirty.ts';

/** A volume that is not there or not to be had, and what is to be said of it. */
export interface Refused {
  source: VolumeSource;
  secret: string | null;
  code: ReasonCode;
}

/** What a kind of volume brings to be tested: real storage of its own. */
export interface MountRig {
  source: VolumeSource;
  secret: string | null;
  /** Whether a process serves its mounts. */
  isServed: boolean;
  /** What lies in the storage itself, not seen through a mount; null: no such file. */
  stored(path: string): Promise<string | null>;
  /** Kinds without credentials have none that are wrong. */
  wrongCredentials?: Refused;
  missing?: Refused;
  /** Cuts the way to the server, and makes it again. Kinds without a server have none. */
  server?: { cut(): Promise<void>; mend(): Promise<void> };
  /** Whether control characters in names come back as the symbols for them, as rclone has it. */
  hasSymbols?: boolean;
  /** The same storage by another secret, such as a later signature. */
  nextSecret?(): string;
  close(): Promise<void>;
}

/** Long enough for a busy machine; conditions are waited for, never slept on. */
const patience = { timeout: 30_000, interval: 25 };
const drainMs = 20_000;
/** A wrong key is to be known within this. */
const refusedMs = 10_000;

const oddNames = ['two words', 'line\nend', '"quoted" and \'so\'', '😀 наука', '-rf', 'back\\slash', '$HOME;`id`', '*'];

/** What every kind of volume promises. Files on mounts are never touched in step: what serves them may need this process. */
export function mountConformance(kind: string, openRig: () => Promise<MountRig>): void {
  describe(`a volume of kind ${kind}`, () => {
    let rig: MountRig;
    let scratch: string;
    let count = 0;
    let canBeReadOnly = true;
    const mounter = createMounter();
    const { signal } = new AbortController();

    beforeAll(async () => {
      scratch = realpathSync(mkdtempSync(join(tmpdir(), 'trainyard-volume-')));
      rig = await openRig();
      // A link has no mode of its own.
      canBeReadOnly = rig.isServed || process.geteuid?.() === 0;
    });
    afterEach(async () => {
      await rig.server?.mend();
      for (const helper of helpersLeft()) process.kill(helper, 'SIGKILL');
      await unmountBelow(scratch);
    });
    afterAll(async () => {
      await (rig as MountRig | undefined)?.close();
      rmSync(scratch, { recursive: true, force: true });
    });

    function request(more: Partial<MountRequest> = {}): MountRequest {
      const name = `v${++count}`;
      return {
        ...{ source: rig.source, secret: rig.secret, readOnly: false, label: `volume ${kind}` },
        ...{ at: join(scratch, 'root', name), home: join(scratch, 'homes', name), mark: `${scratch}/${name}` },
        ...more,
      };
    }

    function helpersLeft(): number[] {
      return Array.from({ length: count }, (_, at) => findMarked(`${scratch}/v${at + 1}`).map(({ pid }) => pid)).flat();
    }

    function expectNothingLeft({ at, home }: { at: string; home: string }): void {
      expect(mountsBelow(scratch)).toEqual([]);
      expect(helpersLeft()).toEqual([]);
      expect(existsSync(home)).toBe(false);
      expect(existsSync(at)).toBe(false);
    }

    /** The helper of a mount, or the mount itself, is gone from one moment to the next. */
    async function crash(record: MountRecord): Promise<void> {
      if (rig.isServed) {
        if (!record.helper) throw new Error('nothing serves the mount');
        process.kill(record.helper.pid, 'SIGKILL');
        await vi.waitUntil(() => helpersLeft().length === 0, patience);
      } else if (record.by === 'link') rmSync(record.at);
      else await unmountBelow(record.at);
    }

    it('is mounted, read, written, renamed in and listed; what was written is stored when it is unmounted', async () => {
      const asked = request();
      const record = await mounter.mount(asked, signal);
      expect(record).toMatchObject({ kind: rig.source.kind, at: asked.at, readOnly: false });
      expect(await mounter.check(asked, record, signal)).toBeNull();
      await mkdir(join(asked.at, 'deep', 'down'), { recursive: true });
      await writeFile(join(asked.at, 'deep', 'down', 'a.txt'), 'first');
      await writeFile(join(asked.at, 'deep', 'zero'), '');
      await writeFile(join(asked.at, 'deep', 'down', 'a.txt'), ' and more', { flag: 'a' });
      await rename(join(asked.at, 'deep', 'down', 'a.txt'), join(asked.at, 'deep', 'b.txt'));
      expect((await readdir(join(asked.at, 'deep'))).sort()).toEqual(['b.txt', 'down', 'zero']);
      expect(await readFile(join(asked.at, 'deep', 'b.txt'), 'utf8')).toBe('first and more');
      expect((await stat(join(asked.at, 'deep', 'zero'))).size).toBe(0);
      await mounter.unmount(record, drainMs);
      expectNothingLeft(asked);
      expect(await rig.stored('deep/b.txt')).toBe('first and more');
      expect(await rig.stored('deep/zero')).toBe('');
      expect(await rig.stored('deep/down/a.txt')).toBeNull();
      // What is gone already is no error.
      await mounter.unmount(record, drainMs);
    });

    it('keeps names as they are, whatever is in them', async () => {
      const first = request();
      const record = await mounter.mount(first, signal);
      await mkdir(join(first.at, 'odd'), { recursive: true });
      for (const name of oddNames) await writeFile(join(first.at, 'odd', name), name);
      await mounter.unmount(record, drainMs);
      const second = request({ at: join(scratch, 'root', 'a\n"b" 😀'), readOnly: true });
      if (!canBeReadOnly) {
        await expect(mounter.mount(second, signal)).rejects.toMatchObject({ reason: { code: 'volumeNeedsRoot' } });
        return;
      }
      const again = await mounter.mount(second, signal);
      const given = (name: string): string => (rig.hasSymbols ? name.replace('\n', '␊') : name);
      expect((await readdir(join(second.at, 'odd'))).sort()).toEqual(oddNames.map(given).sort());
      for (const name of oddNames) expect(await readFile(join(second.at, 'odd', given(name)), 'utf8')).toBe(name);
      // Read-only is kept.
      await expect(writeFile(join(second.at, 'odd', 'new'), 'x')).rejects.toMatchObject({ code: 'EROFS' });
      await expect(unlink(join(second.at, 'odd', '*'))).rejects.toMatchObject({ code: 'EROFS' });
      await mounter.unmount(again, drainMs);
      expectNothingLeft(second);
    });

    it('is mounted once at a place, and over nothing else', async () => {
      const first = request();
      const record = await mounter.mount(first, signal);
      const second = request({ at: first.at });
      await expect(mounter.mount(second, signal)).rejects.toMatchObject({ reason: { code: 'volumePathTaken' } });
      await expect(mounter.mount(first, signal)).rejects.toMatchObject({ reason: { code: 'volumePathTaken' } });
      await expect(createMounter().mount(second, signal)).rejects.toMatchObject({
        reason: { code: 'volumePathTaken' },
      });
      expect(await mounter.check(first, record, signal)).toBeNull();
      expect(existsSync(second.home)).toBe(false);
      await mounter.unmount(record, drainMs);
      await mkdir(first.at, { recursive: true });
      await writeFile(join(first.at, 'own'), 'own');
      await expect(mounter.mount(first, signal)).rejects.toMatchObject({ reason: { code: 'volumePathTaken' } });
      expect(await readFile(join(first.at, 'own'), 'utf8')).toBe('own');
    });

    it('is told as lost after a crash, and is mounted again with what was not stored', async () => {
      const asked = request();
      const record = await mounter.mount(asked, signal);
      await writeFile(join(asked.at, 'late.txt'), 'written just before');
      await crash(record);
      expect(await mounter.check(asked, record, signal)).toMatchObject({
        code: 'volumeLost',
        params: { label: asked.label },
      });
      const again = { ...asked, secret: rig.nextSecret?.() ?? asked.secret };
      const second = await mounter.mount(again, signal);
      expect(await readFile(join(asked.at, 'late.txt'), 'utf8')).toBe('written just before');
      await mounter.unmount(second, drainMs);
      expectNothingLeft(asked);
      expect(await rig.stored('late.txt')).toBe('written just before');
    });

    it('is unmounted after a crash, and what an agent left that died is cleared at the next mount', async () => {
      const asked = request();
      const record = await mounter.mount(asked, signal);
      await crash(record);
      await mounter.unmount(record, 1_000);
      expectNothingLeft(asked);
      // Nobody took note of this one: its place and home are known all the same.
      await createMounter().mount(asked, signal);
      const next = createMounter();
      const taken = await next.mount(asked, signal);
      await next.unmount({ ...taken, by: 'helper', helper: null }, drainMs);
      expectNothingLeft(asked);
    });

    it('leaves nothing behind when it is refused, and says why in time', async () => {
      for (const refused of [rig.wrongCredentials, rig.missing]) {
        if (!refused) continue;
        const asked = request({ source: refused.source, secret: refused.secret });
        const from = performance.now();
        await expect(mounter.mount(asked, signal)).rejects.toMatchObject({
          reason: { code: refused.code, params: { label: asked.label } },
        });
        expect(performance.now() - from).toBeLessThan(refusedMs);
        expectNothingLeft(asked);
      }
      const asked = request();
      const left = AbortSignal.abort(new Error('the task ended'));
      await expect(mounter.mount(asked, left)).rejects.toThrow('the task ended');
      expectNothingLeft(asked);
    });

    it('tells of a server that is gone, and keeps what could not be stored until it can be', async () => {
      if (!rig.server) return;
      const asked = request();
      const record = await mounter.mount(asked, signal);
      await writeFile(join(asked.at, 'seen.txt'), 'before');
      // Not only there, but acknowledged: a store that is cut short is told with words of its own.
      await vi.waitUntil(async () => (await dirtyFiles(asked.home)).length === 0, patience);
      expect(await rig.stored('seen.txt')).toBe('before');
      const kept = await open(join(asked.at, 'kept.txt'), 'w');
      await rig.server.cut();
      await expect(mounter.mount(request(), signal)).rejects.toMatchObject({ reason: { code: 'volumeUnreachable' } });
      // Another one, since what was well a moment ago is not asked again at once.
      const fresh = createMounter();
      expect(await fresh.check(asked, record, signal)).toMatchObject({ code: 'volumeUnreachable' });
      await kept.writeFile('kept');
      await kept.close();
      await expect(mounter.unmount(record, 1_000)).rejects.toMatchObject({
        reason: { code: 'volumeNotFlushed', params: { files: expect.any(Number), path: asked.home } },
      });
      expect(mountsBelow(scratch)).toEqual([]);
      expect(helpersLeft()).toEqual([]);
      await rig.server.mend();
      const again = await mounter.mount(asked, signal);
      await mounter.unmount(again, drainMs);
      expect(await rig.stored('kept.txt')).toBe('kept');
      expectNothingLeft(asked);
    });
  });
}
