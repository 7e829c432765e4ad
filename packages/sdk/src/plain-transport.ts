/** The WebSocket of an agent, which sends many bytes. */
import { NodeWebSocket } from 'socket.io-client';

/**
 * Masks with zeros, which is no work for either end. A mask is there so that nobody who chooses the bytes of a message can have a proxy on
 * the way take them for a request: it is left out only where none can read along.
 */
class UnmaskedWebSocket extends NodeWebSocket {
  override createSocket(uri: string, protocols: string | string[] | undefined, opts: Record<string, unknown>): unknown {
    return super.createSocket(uri, protocols, { ...opts, generateMask: (mask: Buffer) => mask.fill(0) });
  }
}

/** Which transport suits the way to `url`: to this machine itself there is no proxy that could be deceived. */
export function transportTo(url: string): typeof NodeWebSocket {
  const { hostname } = new URL(url);
  const isSafe = /^(localhost|127(\.\d+){3}|\[::1\])$/.test(hostname);
  return isSafe ? UnmaskedWebSocket : NodeWebSocket;
}
