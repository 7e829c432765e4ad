import { Agent, type ClientRequest, type IncomingMessage, request } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Channels } from '../channels/channels.ts';
import { ChannelStream } from './channel-stream.ts';
import { forwardedHeaders } from './headers.ts';
import type { ServiceSession, ServiceSessions } from './service-sessions.ts';

/** A session has as many connections as it may. */
export class Busy extends Error {
  override readonly name = 'Busy';
}

type Made = (error: Error | null, stream?: Duplex) => void;

/** Node's HTTP client over channels: one for each request, closed with it, since nobody knows how long a service keeps an idle one. */
class ChannelAgent extends Agent {
  readonly #connect: (done: Made) => void;

  constructor(connect: (done: Made) => void) {
    super({ keepAlive: false });
    this.#connect = connect;
  }

  override createConnection(_options: unknown, done?: unknown): undefined {
    this.#connect(done as Made);
  }
}

/** Opens a channel to the service. Fails with Busy or the Fault of the node. */
async function openStream(channels: Channels, sessions: ServiceSessions, session: ServiceSession): Promise<Duplex> {
  const stream = new ChannelStream();
  // Whoever uses it hears of its errors, too.
  stream.on('error', () => {});
  if (!sessions.join(session, stream)) {
    stream.destroy();
    throw new Busy('too many connections');
  }
  const { fence, port, nodeUid, node } = session;
  const target = { kind: 'port', fence, port } as const;
  try {
    await channels.connect({ opener: stream.peer, id: stream.id, target, nodeUid, node }, (end) => {
      session.bytesIn += end.bytesIn;
      session.bytesOut += end.bytesOut;
    });
  } catch (error) {
    stream.destroy();
    throw error;
  }
  return stream;
}

/** A request to the service with the browser's method, address and headers; the caller sends its body. */
export function askService(
  channels: Channels,
  sessions: ServiceSessions,
  session: ServiceSession,
  req: IncomingMessage,
  more: Record<string, string> = {},
): ClientRequest {
  const agent = new ChannelAgent((done) => {
    openStream(channels, sessions, session).then(
      (stream) => done(null, stream),
      (error: Error) => done(error),
    );
  });
  const { method = 'GET', url = '/' } = req;
  const headers = { ...forwardedHeaders(req, session.port), ...more };
  return request({ agent, method, path: url, headers, setHost: false });
}
