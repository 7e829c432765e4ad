import { Fault } from '@trainyard/contracts/errors';
import { parse } from '@trainyard/contracts/parse';
import type { Logger } from '@trainyard/runtime/node/logger';
import type { Socket } from 'socket.io';
import type * as z from 'zod';

/** Packets that make no sense before the connection is cut: a client that slipped has room, one that probes has not. */
const badMost = 100;

/** What a handler of one kind of packet is. */
export interface Listener {
  schema: z.ZodType;
  /** The answer goes to the packet's acknowledgement, if it asked for one. */
  handle(data: unknown): unknown;
  /** What a refusal is answered with. */
  refuse?: ((fault: Fault) => unknown) | undefined;
}

/** A listener whose handler takes what its schema gives. */
export function listener<S extends z.ZodType>(
  schema: S,
  handle: (data: z.output<S>) => unknown,
  refuse?: (fault: Fault) => unknown,
): Listener {
  return { schema, handle: handle as (data: unknown) => unknown, refuse };
}

/**
 * The one way to listen to a socket: parses, answers, maps errors, counts what is malformed or unknown and cuts a connection that
 * sends too much of it. Nothing that a client sends can throw out of here.
 */
export function listenTo(
  socket: Socket,
  logger: Logger,
  listeners: Record<string, Listener>,
  onBad?: () => void,
): void {
  let bad = 0;
  const countBad = (name: string, fault: Fault): void => {
    bad += 1;
    onBad?.();
    logger.debug({ packet: name.slice(0, 64), code: fault.code }, 'a packet was refused');
    if (bad >= badMost) socket.disconnect(true);
  };
  // Socket.IO hands a packet named `error` to Node's emitter, which throws when nobody listens.
  socket.on('error', (error: unknown) => countBad('error', new Fault('InvalidBody', { faults: [String(error)] })));
  socket.onAny((name: string, ...args: unknown[]) => {
    const answer = typeof args.at(-1) === 'function' ? (args.pop() as (value: unknown) => void) : undefined;
    void receive(String(name), args, answer);
  });

  async function receive(name: string, args: unknown[], answer?: (value: unknown) => void): Promise<void> {
    const listener = Object.hasOwn(listeners, name) ? listeners[name] : undefined;
    try {
      if (!listener) throw new Fault('InvalidBody', { faults: [`${name.slice(0, 64)} is no packet`] });
      if (args.length > 1) throw new Fault('InvalidBody', { faults: ['a packet has one argument'] });
      const result = await listener.handle(parse(listener.schema, args[0]));
      if (result !== undefined) answer?.(result);
    } catch (error) {
      const fault = error instanceof Fault ? error : new Fault('Internal', { request: socket.id });
      if (fault.code === 'Internal') logger.error({ err: error, packet: name.slice(0, 64) }, 'a packet failed');
      if (['InvalidBody', 'Unauthenticated'].includes(fault.code)) countBad(name, fault);
      answer?.(listener?.refuse ? listener.refuse(fault) : fault.toBody());
    }
  }
}
