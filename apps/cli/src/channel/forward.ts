/** Ports of this machine that lead to ports of a task: a channel for each connection. */
import { createServer, type Server, type Socket } from 'node:net';
import type { Fence } from '@trainyard/contracts/attempt';
import type { Live } from '@trainyard/sdk/live';
import { UsageError } from '../failure.ts';

export interface Forward {
  /** Here; 0 is any that is free. */
  local: number;
  /** There. */
  port: number;
}

const words = /^(?:(\d{1,5}):)?(?:(localhost|127\.0\.0\.1):)?(\d{1,5})$/;

/** Reads `LOCAL:HOST:PORT`, `LOCAL:PORT` or `PORT`; the host is the node itself. Throws UsageError. */
export function readForward(text: string): Forward {
  const match = words.exec(text);
  const port = Number(match?.[3]);
  const local = match?.[1] === undefined ? port : Number(match[1]);
  if (!match || port < 1 || port > 65_535 || local > 65_535) {
    throw new UsageError(`-L ${text}: write LOCAL:localhost:PORT, such as 8888:localhost:8888`);
  }
  return { local, port };
}

/** Listens on the loopback address of this machine. Answers its port, and how to stop. Throws when the port is taken here. */
export async function forward(
  live: Pick<Live, 'openChannel'>,
  fence: Fence,
  { local, port }: Forward,
  onError: (error: unknown) => void,
): Promise<{ local: number; close(): void }> {
  const open = new Set<Socket>();
  // Half open: a client that has sent everything still waits for the answer.
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    open.add(socket);
    socket.on('close', () => open.delete(socket));
    join(live, fence, port, socket).catch((error: unknown) => {
      socket.destroy();
      onError(error);
    });
  });
  await listening(server, local);
  const address = server.address();
  return {
    local: typeof address === 'object' && address !== null ? address.port : local,
    close() {
      server.close();
      for (const socket of open) socket.destroy();
    },
  };
}

function listening(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject);
      resolve();
    });
  });
}

async function join(live: Pick<Live, 'openChannel'>, fence: Fence, port: number, socket: Socket): Promise<void> {
  // What the client sends first waits for the other side.
  socket.pause();
  const channel = await live.openChannel({ kind: 'port', fence, port });
  socket.on('error', () => channel.close());
  socket.on('close', () => channel.close());
  socket.on('data', (bytes: Buffer) => {
    socket.pause();
    channel.write(bytes).then(
      () => socket.resume(),
      () => socket.destroy(),
    );
  });
  socket.on('end', () => void channel.end().catch(() => undefined));
  socket.resume();
  for await (const { bytes } of channel) {
    if (!socket.write(bytes)) await drained(socket);
  }
  socket.end();
}

function drained(socket: Socket): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      socket.off('drain', done);
      socket.off('close', done);
      resolve();
    };
    socket.on('drain', done);
    socket.on('close', done);
  });
}
