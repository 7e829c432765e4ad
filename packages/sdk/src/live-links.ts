/** Connections for streams: each topic is read by one reader per connection, so that a slow one holds up nobody else. */
import { Fault } from '@trainyard/contracts/errors';
import { liveLimits } from '@trainyard/contracts/live';
import { ConnectionError } from './connection-error.ts';
import { type Live, type LiveOptions, openLive } from './live.ts';
import { baseOf } from './request.ts';

export interface LinksOptions extends Pick<LiveOptions, 'url' | 'token' | 'via' | 'reconnectDelay'> {
  /** ms that a server may be away before the streams end with ConnectionError; `Infinity`: for ever. */
  patience: number;
}

/** A place on a connection for one topic. */
export interface Link {
  live: Live;
  /** Gives the place back; a connection without any is closed, so that a program can end. */
  leave(): void;
}

interface Connection {
  live: Live;
  /** Who is told when it is given up, by topic. */
  topics: Map<string, (error: unknown) => void>;
  /** Runs while it is not up. */
  away: ReturnType<typeof setTimeout> | undefined;
}

export class LiveLinks {
  private readonly options: LinksOptions;
  private readonly connections = new Set<Connection>();

  constructor(options: LinksOptions) {
    this.options = options;
  }

  /** How many connections there are. */
  get size(): number {
    return this.connections.size;
  }

  /** `failed` is called when the token is refused or the server is away for longer than the patience lasts. */
  take(topic: string, failed: (error: unknown) => void): Link {
    const free = [...this.connections].find(
      ({ topics }) => !topics.has(topic) && topics.size < liveLimits.topicsPerConnection,
    );
    const connection = free ?? this.open();
    connection.topics.set(topic, failed);
    return {
      live: connection.live,
      leave: () => {
        connection.topics.delete(topic);
        if (connection.topics.size === 0) this.shut(connection);
      },
    };
  }

  /** Ends all streams with ConnectionError. */
  close(): void {
    for (const connection of [...this.connections])
      this.giveUp(connection, this.lost(new Error('the client was closed')));
  }

  private open(): Connection {
    const { patience: _, ...options } = this.options;
    const connection: Connection = {
      topics: new Map(),
      away: undefined,
      live: openLive({
        ...options,
        onState: (state, error) => {
          if (state === 'connected') this.isUp(connection);
          else if (isFinal(error)) this.giveUp(connection, error);
          else this.isAway(connection, error);
        },
      }),
    };
    this.connections.add(connection);
    this.isAway(connection, new Error('no answer in time'));
    return connection;
  }

  private isUp(connection: Connection): void {
    clearTimeout(connection.away);
    connection.away = undefined;
  }

  private isAway(connection: Connection, error: unknown): void {
    if (connection.away !== undefined || !Number.isFinite(this.options.patience)) return;
    connection.away = setTimeout(() => this.giveUp(connection, this.lost(error)), this.options.patience);
  }

  private lost(error: unknown): ConnectionError {
    return new ConnectionError(baseOf(this.options.url), error);
  }

  private giveUp(connection: Connection, error: unknown): void {
    // Each gives its place back while it ends.
    for (const failed of [...connection.topics.values()]) failed(error);
    this.shut(connection);
  }

  private shut(connection: Connection): void {
    if (!this.connections.delete(connection)) return;
    this.isUp(connection);
    connection.live.close();
  }
}

/** A token that is wrong stays wrong; a server that is just starting does not. */
function isFinal(error: unknown): boolean {
  return error instanceof Fault && [401, 403].includes(error.status);
}
