import type { ChannelTarget } from '@trainyard/contracts/channel';
import type { Channel, ChannelEnd, ChannelOutput } from '@trainyard/sdk/channel';
import { describe, expect, it } from 'vitest';
import { type SessionState, startSession } from './session.ts';

const place = { kind: 'node', nodeUid: 'n', command: null, terminal: null } as const;
const size = { columns: 80, rows: 24 };

/** A channel in the hands of the test. */
function hand() {
  const waiting: ChannelOutput[] = [];
  const done = Promise.withResolvers<ChannelEnd>();
  done.promise.catch(() => undefined);
  let wake = () => {};
  let over = false;
  const told = { typed: [] as string[], sizes: [] as object[], closed: 0 };
  const channel: Channel = {
    uid: 'c',
    ended: done.promise,
    write: async (bytes) => void told.typed.push(String(bytes)),
    end: async () => undefined,
    resize: (to) => void told.sizes.push(to),
    close() {
      told.closed += 1;
      finish({ exitCode: null, signal: null });
    },
    async *[Symbol.asyncIterator]() {
      for (;;) {
        const next = waiting.shift();
        if (next) yield next;
        else if (over) {
          await done.promise;
          return;
        } else
          await new Promise<void>((resolve) => {
            wake = resolve;
          });
      }
    },
  };
  function finish(end: ChannelEnd | Error) {
    over = true;
    if (end instanceof Error) done.reject(end);
    else done.resolve(end);
    wake();
  }
  const says = (text: string) => {
    waiting.push({ fd: 'stdout', bytes: new TextEncoder().encode(text) });
    wake();
  };
  return { channel, told, finish, says };
}

function start(open: (target: ChannelTarget) => Promise<Channel>) {
  const states: SessionState[] = [];
  const shown: string[] = [];
  const session = startSession(place, size, {
    open,
    show: async (bytes) => void shown.push(new TextDecoder().decode(bytes)),
    onState: (state) => void states.push(state),
  });
  return { session, states, shown, kinds: () => states.map(({ kind }) => kind) };
}

/** Lets everything that is settled be heard. */
async function turn(): Promise<void> {
  for (let at = 0; at < 20; at += 1) await Promise.resolve();
}

describe('a session', () => {
  it('asks for a terminal of its size, shows what comes, and says how it ended', async () => {
    const { channel, told, finish, says } = hand();
    const asked: ChannelTarget[] = [];
    const { session, states, shown } = start(async (target) => {
      asked.push(target);
      return channel;
    });
    await turn();
    says('$ ');
    session.type('ls\r');
    session.resize({ columns: 100, rows: 30 });
    await turn();
    finish({ exitCode: 3, signal: null });
    await turn();
    expect(asked).toEqual([{ ...place, terminal: size }]);
    expect(shown).toEqual(['$ ']);
    expect(told).toMatchObject({ typed: ['ls\r'], sizes: [{ columns: 100, rows: 30 }], closed: 0 });
    expect(states).toEqual([{ kind: 'opening' }, { kind: 'open' }, { kind: 'ended', exitCode: 3, signal: null }]);
    session.type('into nothing');
    expect(told.typed).toEqual(['ls\r']);
  });

  it('is ended from here, and says so', async () => {
    const { channel, told } = hand();
    const { session, states } = start(async () => channel);
    await turn();
    session.end();
    await turn();
    expect(told.closed).toBe(1);
    expect(states.at(-1)).toEqual({ kind: 'ended', exitCode: null, signal: null });
  });

  it('tells a cut from an end', async () => {
    const { channel, finish } = hand();
    const { kinds } = start(async () => channel);
    await turn();
    finish(new Error('cut'));
    await turn();
    expect(kinds()).toEqual(['opening', 'open', 'cut']);
  });

  it('tells why it was refused', async () => {
    const error = new Error('no');
    const { states } = start(() => Promise.reject(error));
    await turn();
    expect(states).toEqual([{ kind: 'opening' }, { kind: 'refused', error }]);
  });

  it('that is left while it is opened leaves nothing behind', async () => {
    const { channel, told } = hand();
    const later = Promise.withResolvers<Channel>();
    const { session, kinds } = start(() => later.promise);
    session.close();
    later.resolve(channel);
    await turn();
    expect(told.closed).toBe(1);
    expect(kinds()).toEqual(['opening']);
  });

  it('has the size that it came to have while it was opened', async () => {
    const { channel, told } = hand();
    const later = Promise.withResolvers<Channel>();
    const { session } = start(() => later.promise);
    session.resize({ columns: 40, rows: 10 });
    later.resolve(channel);
    await turn();
    expect(told.sizes).toEqual([{ columns: 40, rows: 10 }]);
  });
});
