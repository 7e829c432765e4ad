import type { Server as HttpServer, IncomingMessage } from 'node:http';
import { Fault } from '@trainyard/contracts/errors';
import { Server } from 'socket.io';
import { checkHost, checkOrigin, type HostRule } from './access/origin.ts';

/** The largest packet: a report of 256 tasks with their processes is about 1 MiB, a log frame 256 KiB. */
const packetBytesMost = 2 * 1024 * 1024;
/** A connection that opens no namespace in this time is nobody. */
const connectMs = 10_000;
/** A dead browser is noticed in 15 s; agents have a heartbeat of their own. */
const pingIntervalMs = 10_000;
const pingTimeoutMs = 5_000;

/** Socket.IO over WebSocket only: no second transport to hold the same promises for. Foreign pages are refused at the upgrade. */
export function createSockets(server: HttpServer, hosts: HostRule): Server {
  const io = new Server(server, {
    path: '/socket.io',
    transports: ['websocket'],
    serveClient: false,
    perMessageDeflate: false,
    httpCompression: false,
    maxHttpBufferSize: packetBytesMost,
    connectTimeout: connectMs,
    pingInterval: pingIntervalMs,
    pingTimeout: pingTimeoutMs,
    allowRequest(req, answer) {
      const refusal = refusalOf(req, hosts);
      answer(refusal, refusal === null);
    },
  });
  // The namespace that Socket.IO always has: nothing lives there.
  io.of('/').use((_socket, next) => {
    const fault = new Fault('Unauthenticated');
    next(Object.assign(new Error(fault.message), { data: fault.toBody() }));
  });
  return io;
}

function refusalOf(req: IncomingMessage, hosts: HostRule): string | null {
  try {
    checkHost(req.headers, hosts);

    checkOrigin(req.headers);
    return null;
  } catch (error) {
    return error instanceof Fault ? error.code : 'ForeignOrigin';
  }
}
