import { connect, type Socket } from 'node:net';
import { Fault } from '@trainyard/contracts/errors';
import type { Far, Output } from './far.ts';

/** A program that listens answers at once on its own machine; one that is stopped does not. */
const connectMs = 5_000;

/** Connects to a port at the first of the addresses that answers. Throws PortNotOpen. */
export async function reachPort(addresses: readonly string[], port: number, output: Output): Promise<Far> {
  let why = '';
  for (const address of addresses) {
    try {
      return overSocket(await dial(address, port), output);
    } catch (error) {
      why = (error as Error).message;
    }
  }
  throw new Fault('PortNotOpen', { port, why });
}

function dial(host: string, port: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port, allowHalfOpen: true, noDelay: true, timeout: connectMs });
    socket.once('connect', () => {
      socket.setTimeout(0);
      socket.off('error', reject);
      resolve(socket);
    });
    socket.once('timeout', () => socket.destroy(new Error(`no answer within ${connectMs} ms`)));
    socket.once('error', reject);
  });
}

function overSocket(socket: Socket, output: Output): Far {
  socket.on('error', () => {});
  return {
    process: null,
    exit: passOn(socket, output).then(() => ({ exitCode: null, signal: null })),
    write: (bytes) =>
      new Promise((resolve) => {
        socket.write(bytes, () => resolve());
      }),
    end: () => socket.end(),
    resize: () => undefined,
    drop: () => socket.destroy(),
  };
}

async function passOn(socket: Socket, output: Output): Promise<void> {
  try {
    for await (const bytes of socket) await output('stdout', bytes);
  } catch {
    // Reset by the other side, or dropped.
  }
}
