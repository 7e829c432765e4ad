import { connect } from 'node:net';
import { MountFailure } from './port.ts';

/** A server that is there takes a connection within a second, wherever it is. */
const connectMs = 5_000;

/** Through a proxy the way is another one: only the program that knows it can tell. */
const hasProxy = (): boolean =>
  ['https_proxy', 'http_proxy', 'all_proxy'].some((name) => process.env[name] ?? process.env[name.toUpperCase()]);

/**
 * Proves that somebody listens there, since storage clients try again for minutes where nobody does. Throws `volumeUnreachable`.
 * `isHttp`: it may be reached through a proxy, which is not tried.
 */
export async function reach(
  host: string,
  port: number,
  label: string,
  isHttp: boolean,
  signal: AbortSignal,
): Promise<void> {
  if (isHttp && hasProxy()) return;
  signal.throwIfAborted();
  await new Promise<void>((resolve, reject) => {
    const socket = connect({ host, port });
    const leave = (): void => end(signal.reason);
    const late = setTimeout(
      () => end(unreachable(`${host}:${port} did not answer within ${connectMs / 1000} s`)),
      connectMs,
    );
    function end(error?: unknown): void {
      clearTimeout(late);
      signal.removeEventListener('abort', leave);
      socket.destroy();
      if (error === undefined) resolve();
      else reject(error);
    }
    function unreachable(why: string): MountFailure {
      return new MountFailure('volumeUnreachable', { label, why });
    }
    signal.addEventListener('abort', leave);
    socket.once('connect', () => end());
    // Of several addresses each failed in its own way: the first says enough.
    socket.once('error', (error: Error & { errors?: Error[] }) =>
      end(unreachable(error.errors?.[0]?.message ?? error.message)),
    );
  });
}
