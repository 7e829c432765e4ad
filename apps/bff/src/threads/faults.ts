import { type ErrorBody, Fault } from '@trainyard/contracts/errors';
import type { ErrorCodec } from '@trainyard/runtime/node/worker-port';

type Crossing = { kind: 'fault'; body: ErrorBody } | { kind: 'error'; name: string; message: string; stack: string };

/** Refusals stay Faults when they cross a thread; anything else keeps its name, message and stack. */
export const faultCodec: ErrorCodec = {
  encode(error): Crossing {
    if (error instanceof Fault) return { kind: 'fault', body: error.toBody() };
    const { name, message, stack } = error instanceof Error ? error : new Error(String(error));
    return { kind: 'error', name, message, stack: stack ?? '' };
  },
  decode(data) {
    const crossing = data as Crossing;
    if (crossing.kind === 'fault') return Fault.fromBody(crossing.body);
    const error = new Error(crossing.message);
    error.name = crossing.name;
    error.stack = crossing.stack;
    return error;
  },
};
