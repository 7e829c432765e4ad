import { channelLimits } from '@trainyard/contracts/channel';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type ChannelOutput, OpenedChannel } from './channel.ts';
import { ChannelWindow } from './channel-window.ts';

const settled = () => new Promise((resolve) => setImmediate(resolve));

describe('a window', () => {
  test('keeps order, pieces and books whatever is written, taken and refused', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 0, max: 90_000 }), { minLength: 1, maxLength: 8 }),
        fc.infiniteStream(fc.boolean()),
        async (sizes, room) => {
          let onTheWay = 0;
          const sent: number[] = [];
          const window = new ChannelWindow(({ bytes }) => {
            if (!room.next().value) return false;
            expect(bytes.byteLength).toBeLessThanOrEqual(channelLimits.dataBytes);
            onTheWay += bytes.byteLength;
            expect(onTheWay).toBeLessThanOrEqual(channelLimits.windowBytes);
            sent.push(...bytes);
            return true;
          });
          const given = sizes.map((size, at) => new Uint8Array(size).fill(at));
          let done = false;
          const all = Promise.all(given.map((bytes) => window.send('stdin', bytes))).then(() => {
            done = true;
          });
          while (!done) {
            await settled();
            const taken = onTheWay;
            onTheWay = 0;
            window.got(taken);
          }
          await all;
          expect(Buffer.compare(Buffer.from(sent), Buffer.concat(given))).toBe(0);
        },
      ),
      { numRuns: 25 },
    );
  });

  test('lets go of what waits when it is closed', async () => {
    const window = new ChannelWindow(() => false);
    const waiting = window.send('stdin', new Uint8Array(10));
    window.close();
    await waiting;
  });
});

describe('a channel', () => {
  function rig() {
    const said: [string, object][] = [];
    const channel = new OpenedChannel(
      'c',
      (message, payload) => {
        said.push([message, payload]);
        return true;
      },
      () => said.push(['gone', {}]),
    );
    const data = (fd: 'stdout' | 'stderr', text: string) =>
      channel.take('channelData', { id: 'c', fd, bytes: Buffer.from(text) });
    return { said, channel, data };
  }
  async function allOf(channel: AsyncIterable<ChannelOutput>): Promise<string> {
    let text = '';
    for await (const { fd, bytes } of channel) text += `${fd}:${Buffer.from(bytes)} `;
    return text;
  }

  test('tells that bytes were taken only once the reader comes back for more', async () => {
    const { said, channel, data } = rig();
    data('stdout', 'abc');
    const reader = channel[Symbol.asyncIterator]();
    expect((await reader.next()).value).toMatchObject({ fd: 'stdout' });
    expect(said).toEqual([]);
    void reader.next();
    await settled();
    expect(said).toEqual([['channelGot', { id: 'c', bytes: 3 }]]);
  });

  test('gives all output after the exit was told, and ends', async () => {
    const { channel, data } = rig();
    data('stdout', 'a');
    data('stderr', 'b');
    channel.take('channelExit', { id: 'c', exitCode: 137, signal: 'SIGKILL' });
    expect(await channel.ended).toEqual({ exitCode: 137, signal: 'SIGKILL' });
    expect(await allOf(channel)).toBe('stdout:a stderr:b ');
  });

  test('throws why it was cut, behind what came before', async () => {
    const { channel, data } = rig();
    data('stdout', 'a');
    const error = { code: 'ChannelCut', params: { node: 'n' }, message: 'cut' };
    channel.take('channelClose', { id: 'c', error });
    await expect(channel.ended).rejects.toMatchObject({ code: 'ChannelCut' });
    const reader = channel[Symbol.asyncIterator]();
    expect((await reader.next()).value).toMatchObject({ fd: 'stdout' });
    await expect(reader.next()).rejects.toMatchObject({ code: 'ChannelCut' });
  });

  test('is closed once, and what comes later is let go', async () => {
    const { said, channel, data } = rig();
    channel.close();
    channel.close();
    data('stdout', 'late');
    expect(await channel.ended).toEqual({ exitCode: null, signal: null });
    expect(said).toEqual([
      ['channelClose', { id: 'c' }],
      ['gone', {}],
    ]);
    expect(await allOf(channel)).toBe('');
    await channel.write('nobody hears this');
  });
});
