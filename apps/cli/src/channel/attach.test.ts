import { EventEmitter } from 'node:events';
import { PassThrough } from 'node:stream';
import type { ChannelTarget } from '@trainyard/contracts/channel';
import type { Channel, ChannelEnd, ChannelOutput } from '@trainyard/sdk/channel';
import { expect, test } from 'vitest';
import type { Terminal } from '../terminal.ts';
import { attach, isTerminal, sizeOf } from './attach.ts';

/** A person's terminal: keys go in, what is shown comes out, and whether it is raw. */
function person() {
  const raw: boolean[] = [];
  const input = Object.assign(new PassThrough(), { isTTY: true, setRawMode: (on: boolean) => void raw.push(on) });
  const out = Object.assign(new PassThrough(), { isTTY: true, columns: 100, rows: 40 });
  const terminal = { in: input, out, err: new PassThrough() } as unknown as Terminal;
  return { terminal, input, out, raw };
}

/** A shell that says what it is typed until it hears `exit`. */
function shell() {
  const heard: string[] = [];
  const sizes: object[] = [];
  const words = new EventEmitter();
  const done = Promise.withResolvers<ChannelEnd>();
  const channel: Channel = {
    uid: 'c',
    ended: done.promise,
    async write(bytes) {
      heard.push(Buffer.from(bytes as Uint8Array).toString());
      words.emit('said');
    },
    end: async () => undefined,
    resize: (size) => void sizes.push(size),
    close: () => undefined,
    async *[Symbol.asyncIterator](): AsyncGenerator<ChannelOutput> {
      for (let at = 0; ; at += 1) {
        while (heard.length <= at) await new Promise((resolve) => words.once('said', resolve));
        if (heard[at] === 'exit') break;
        yield { fd: 'stdout', bytes: Buffer.from(`<${heard[at]}>`) };
      }
      done.resolve({ exitCode: 9, signal: null });
    },
  };
  return { channel, heard, sizes };
}

test('every key goes to the process as it is, sizes too, and the terminal is as it was afterwards', async () => {
  const { terminal, input, out, raw } = person();
  const { channel, heard, sizes } = shell();
  expect(isTerminal(terminal)).toBe(true);
  const target: ChannelTarget = { kind: 'node', nodeUid: 'n', command: null, terminal: sizeOf(terminal) };
  const asked: ChannelTarget[] = [];
  const openChannel = async (of: ChannelTarget) => {
    asked.push(of);
    return channel;
  };
  const code = attach({ openChannel }, target, terminal);
  input.write('\u0003');
  const shown = await new Promise<Buffer>((resolve) => out.once('data', resolve));
  expect(String(shown)).toBe('<\u0003>');
  Object.assign(out, { columns: 60, rows: 20 });
  out.emit('resize');
  input.write('exit');
  expect(await code).toBe(9);
  expect(asked).toMatchObject([{ terminal: { columns: 100, rows: 40 } }]);
  expect(heard).toEqual(['\u0003', 'exit']);
  expect(sizes).toEqual([{ columns: 60, rows: 20 }]);
  expect(raw).toEqual([true, false]);
  expect(input.listenerCount('data')).toBe(0);
});

test('the terminal is as it was when the connection is lost, too', async () => {
  const { terminal, raw } = person();
  const channel = {
    ended: Promise.reject(new Error('cut')),
    write: async () => undefined,
    close: () => undefined,
    // biome-ignore lint/correctness/useYield: it is cut before it says anything
    async *[Symbol.asyncIterator](): AsyncGenerator<ChannelOutput> {
      throw new Error('cut');
    },
  } as unknown as Channel;
  channel.ended.catch(() => undefined);
  const target: ChannelTarget = { kind: 'node', nodeUid: 'n', command: null, terminal: sizeOf(terminal) };
  await expect(attach({ openChannel: async () => channel }, target, terminal)).rejects.toThrow('cut');
  expect(raw).toEqual([true, false]);
});
