/** The server's end of channels, for tests: a program in the test's hands behind a TestServer. */
import type { ChannelData, ChannelTarget } from '@trainyard/contracts/channel';
import type { Node } from '@trainyard/contracts/node';
import type { TestServer } from '@trainyard/sdk/testing/test-server';

/** What a program does: it hears its stdin and answers its end. */
export interface Program {
  /** Of each piece of stdin. */
  takes?(bytes: Buffer, says: Says): void;
  /** At the end of stdin, or at once where `takes` is absent. */
  ends(says: Says): { exitCode: number | null; signal: string | null } | Promise<never>;
}
type Says = (fd: 'stdout' | 'stderr', bytes: string | Buffer) => void;

/** Answers every channel with this program; answers what was asked for. */
export function runs(server: TestServer, program: Program): ChannelTarget[] {
  const asked: ChannelTarget[] = [];
  server.io.of('/live').on('connection', (socket) => {
    const open = new Set<string>();
    socket.on(
      'channelOpen',
      ({ id, target }: { id: string; target: ChannelTarget }, answer: (told: object) => void) => {
        asked.push(target);
        open.add(id);
        answer({ ok: true, uid: `channel-${id}` });
        if (!program.takes) end(id);
      },
    );
    const says =
      (id: string): Says =>
      (fd, bytes) =>
        void socket.emit('channelData', { id, fd, bytes: Buffer.from(bytes) });
    const end = (id: string) => {
      const how = program.ends(says(id));
      if (open.delete(id) && !(how instanceof Promise)) socket.emit('channelExit', { id, ...how });
    };
    socket.on('channelData', ({ id, bytes, end: last }: ChannelData) => {
      if (bytes.byteLength > 0) {
        program.takes?.(Buffer.from(bytes), says(id));
        socket.emit('channelGot', { id, bytes: bytes.byteLength });
      }
      if (last && program.takes) end(id);
    });
  });
  return asked;
}

/** A node as a server presents it. */
export function nodeNamed(name: string, more: Partial<Node> = {}): Node {
  return {
    uid: `0190a0b0-0000-7000-8000-${Buffer.from(name).toString('hex').padStart(12, '0').slice(-12)}`,
    workspace: 'yard',
    cluster: 'pool',
    name,
    state: 'idle',
    health: 'ok',
    reason: null,
    setup: null,
    address: '10.0.0.4',
    jobs: [],
    labels: {},
    can: { operate: true },
    ...more,
  } as Node;
}
