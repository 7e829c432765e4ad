import { MessageChannel } from 'node:worker_threads';
import { afterEach, expect, test } from 'vitest';
import { type Answers, answerOver, callOver, type ErrorCodec } from './worker-port.ts';

type P = {
  asks: { double: { input: number; result: number }; later: { input: string; result: string } };
  notes: { tick: number };
};

const codec: ErrorCodec = {
  encode: (error) => (error instanceof Error ? error.message : String(error)),
  decode: (data) => new Error(`from afar: ${data}`),
};
const channels: MessageChannel[] = [];
afterEach(() => {
  for (const { port1 } of channels.splice(0)) port1.close();
});

function pair(answers: Answers<P>) {
  const channel = new MessageChannel();
  channels.push(channel);
  return { caller: callOver<P>(channel.port1, codec), answerer: answerOver<P>(channel.port2, codec, answers) };
}
const answers: Answers<P> = { double: (n) => n * 2, later: async (text) => `${text}!` };

test('each question gets its own answer, at once or later', async () => {
  const { caller } = pair(answers);
  expect(await Promise.all([caller.ask('double', 2), caller.ask('later', 'a'), caller.ask('double', 5)])).toEqual([
    4,
    'a!',
    10,
  ]);
});

test('throws and rejections reach the asker through the codec', async () => {
  const { caller } = pair({
    double: () => {
      throw new Error('no');
    },
    later: () => Promise.reject(new Error('not now')),
  });
  await expect(caller.ask('double', 1)).rejects.toThrow('from afar: no');
  await expect(caller.ask('later', '')).rejects.toThrow('from afar: not now');
  await expect(caller.ask('hasOwnProperty' as never, 1 as never)).rejects.toThrow('nobody answers');
});

test('an answer that cannot cross a thread is a failure, not a question left open', async () => {
  const { caller } = pair({ ...answers, later: async () => (() => 1) as never });
  await expect(caller.ask('later', '')).rejects.toThrow('from afar');
  await expect(caller.ask('double', (() => 1) as never)).rejects.toThrow('could not be cloned');
});

test('notes arrive in order until their listener leaves', async () => {
  const { caller, answerer } = pair(answers);
  const heard: number[] = [];
  const leave = caller.onNote('tick', (n) => heard.push(n));
  answerer.note('tick', 1);
  answerer.note('tick', 2);
  await caller.ask('double', 1);
  leave();
  answerer.note('tick', 3);
  await caller.ask('double', 1);
  expect(heard).toEqual([1, 2]);
});

test('when the other side is gone, open and later questions are told so', async () => {
  const { caller } = pair({ ...answers, later: () => new Promise(() => {}) });
  const open = caller.ask('later', '');
  caller.fail(new Error('the worker ended'));
  await expect(open).rejects.toThrow('the worker ended');
  await expect(caller.ask('double', 1)).rejects.toThrow('the worker ended');
});

test('of many questions in one turn the first are sent before it ends, and all keep their order', async () => {
  const sent: { id: number }[][] = [];
  const caller = callOver<P>(
    { postMessage: (batch) => sent.push(batch as { id: number }[]), on: () => undefined },
    codec,
  );
  for (let n = 0; n < 40; n++) void caller.ask('double', n);
  expect(sent.length).toBeGreaterThan(0);
  const before = sent.flat().length;
  expect(before).toBeLessThan(40);
  await new Promise((resolve) => setImmediate(resolve));
  expect(sent.flat().map(({ id }) => id)).toEqual(Array.from({ length: 40 }, (_, at) => at + 1));
});
