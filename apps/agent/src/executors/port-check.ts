import { createServer } from 'node:net';

/**
 * The first of the ports that another program listens on at this address, or on all addresses; undefined when each can be had. An
 * address that is not of this network, as of a node with a network of its own, cannot be asked about from here: then none is told.
 */
export async function takenPort(address: string, ports: readonly number[]): Promise<number | undefined> {
  for (const port of ports) if (await isTaken(address, port)) return port;
  return undefined;
}

function isTaken(address: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', ({ code }: NodeJS.ErrnoException) => resolve(code === 'EADDRINUSE'));
    // As servers bind: what merely lingers in TIME_WAIT is free.
    server.listen({ host: address, port, exclusive: true }, () => server.close(() => resolve(false)));
  });
}
