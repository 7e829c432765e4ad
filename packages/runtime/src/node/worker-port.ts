/** Typed questions, answers and one-way notes over a MessagePort: how the threads of a server talk. */

/** What one side answers (`asks`) and what it tells unasked (`notes`). Plain data only: it crosses a thread. */
export interface Protocol {
  asks: Record<string, { input: unknown; result: unknown }>;
  notes: Record<string, unknown>;
}

/** The part of worker_threads' MessagePort and Worker that is used here. */
export interface Wire {
  postMessage(message: unknown): void;
  on(event: 'message', listener: (message: unknown) => void): unknown;
}

/** Errors lose their class when they cross a thread; these two carry over what the caller must still tell apart. */
export interface ErrorCodec {
  encode(error: unknown): unknown;
  decode(data: unknown): Error;
}

/** Questions without an answer yet: far more than any burst of requests leaves open; beyond it the other side hangs. */
const openMost = 50_000;

type Message =
  | { kind: 'ask'; id: number; name: string; input: unknown }
  | { kind: 'answer'; id: number; result: unknown }
  | { kind: 'failure'; id: number; error: unknown }
  | { kind: 'note'; name: string; data: unknown };

/** The asking side. */
export interface Caller<P extends Protocol> {
  ask<N extends keyof P['asks'] & string>(name: N, input: P['asks'][N]['input']): Promise<P['asks'][N]['result']>;
  onNote<N extends keyof P['notes'] & string>(name: N, listener: (data: P['notes'][N]) => void): () => void;
  /** The other side is gone: every open question, and each one to come, is rejected with this. */
  fail(error: Error): void;
}

/** The answering side. */
export interface Answerer<P extends Protocol> {
  note<N extends keyof P['notes'] & string>(name: N, data: P['notes'][N]): void;
}

export type Answers<P extends Protocol> = {
  [N in keyof P['asks']]: (input: P['asks'][N]['input']) => P['asks'][N]['result'] | Promise<P['asks'][N]['result']>;
};

/** Messages that are worth a message of their own: the other thread begins with them while this one's turn goes on. */
const batchMost = 16;

/**
 * Sends what gathers during one turn of the event loop as one message, or as few: waking the other thread costs more than what is said.
 * What cannot be cloned fails by itself and takes nothing else along.
 */
function batched(wire: Wire): (message: Message, failed: (error: unknown) => void) => void {
  let batch: { message: Message; failed: (error: unknown) => void }[] = [];
  const flush = (): void => {
    if (batch.length === 0) return;
    const sending = batch;
    batch = [];
    try {
      wire.postMessage(sending.map(({ message }) => message));
    } catch {
      for (const { message, failed } of sending) sendAlone(message, failed);
    }
  };
  const sendAlone = (message: Message, failed: (error: unknown) => void): void => {
    try {
      wire.postMessage([message]);
    } catch (error) {
      failed(error);
    }
  };
  return (message, failed) => {
    if (batch.length === 0) setImmediate(flush);
    batch.push({ message, failed });
    if (batch.length >= batchMost) flush();
  };
}

/** Makes the asking side of a wire. */
export function callOver<P extends Protocol>(wire: Wire, codec: ErrorCodec): Caller<P> {
  const open = new Map<number, { resolve(result: unknown): void; reject(error: Error): void }>();
  const listeners = new Map<string, Set<(data: unknown) => void>>();
  let last = 0;
  let gone: Error | undefined;
  const send = batched(wire);
  const take = (message: Message): void => {
    if (message.kind === 'note') {
      for (const listener of [...(listeners.get(message.name) ?? [])]) listener(message.data);
      return;
    }
    if (message.kind === 'ask') return;
    const waiting = open.get(message.id);
    open.delete(message.id);
    if (message.kind === 'answer') waiting?.resolve(message.result);
    else waiting?.reject(codec.decode(message.error));
  };
  wire.on('message', (raw) => {
    for (const message of raw as Message[]) take(message);
  });
  return {
    ask(name, input) {
      if (gone) return Promise.reject(gone);
      if (open.size >= openMost) return Promise.reject(new Error(`${openMost} questions wait for an answer already`));
      const id = ++last;
      return new Promise((resolve, reject) => {
        open.set(id, { resolve: resolve as (result: unknown) => void, reject });
        send({ kind: 'ask', id, name, input }, (error) => {
          open.delete(id);
          reject(error);
        });
      });
    },
    onNote(name, listener) {
      const set = listeners.get(name) ?? new Set();
      listeners.set(name, set.add(listener as (data: unknown) => void));
      return () => set.delete(listener as (data: unknown) => void);
    },
    fail(error) {
      gone = error;
      for (const waiting of open.values()) waiting.reject(error);
      open.clear();
    },
  };
}

/** Makes the answering side of a wire. A throw or rejection of an answer is the asker's to handle. */
export function answerOver<P extends Protocol>(wire: Wire, codec: ErrorCodec, answers: Answers<P>): Answerer<P> {
  const post = batched(wire);
  const send = (message: Message): void => {
    post(message, (error) => {
      if (message.kind === 'answer') send({ kind: 'failure', id: message.id, error: codec.encode(error) });
    });
  };
  wire.on('message', (raw) => {
    for (const message of raw as Message[]) take(message);
  });
  const take = (message: Message): void => {
    if (message.kind !== 'ask') return;
    const { id, name, input } = message;
    const failed = (error: unknown): void => send({ kind: 'failure', id, error: codec.encode(error) });
    const answer = Object.hasOwn(answers, name) ? answers[name as keyof P['asks']] : undefined;
    if (!answer) {
      failed(new Error(`nobody answers ${name}`));
      return;
    }
    try {
      const result = answer(input as never);
      if (result instanceof Promise) {
        result.then((value: unknown) => send({ kind: 'answer', id, result: value }), failed);
      } else send({ kind: 'answer', id, result });
    } catch (error) {
      failed(error);
    }
  };
  return { note: (name, data) => send({ kind: 'note', name, data }) };
}
