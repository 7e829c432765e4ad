import { connect, createServer, type Socket } from 'node:net';

export interface Meeting {
  /** Settles once every rank has come as often as this one. */
  meet(): Promise<void>;
  close(): void;
}

interface Place {
  rank: number;
  world: number;
  host: string;
  port: number;
}

/** Ranks that wait for each other by TCP: rank 0 counts who has come, and lets all go on. */
export function openMeeting(place: Place): Promise<Meeting> {
  return place.rank === 0 ? lead(place) : follow(place);
}

function lead({ world, host, port }: Place): Promise<Meeting> {
  const sockets: Socket[] = [];
  let came = 0;
  let waiting: (() => void) | undefined;
  const look = (): void => {
    if (waiting === undefined || came < world - 1) return;
    came -= world - 1;
    const go = waiting;
    waiting = undefined;
    for (const socket of sockets) socket.write('.');
    go();
  };
  return new Promise((resolve) => {
    const server = createServer((socket) => {
      socket.setNoDelay();
      socket.on('error', () => undefined);
      socket.on('data', (bytes) => {
        came += bytes.length;
        look();
      });
      sockets.push(socket);
      if (sockets.length === world - 1) resolve(meeting);
    });
    const meeting: Meeting = {
      meet: () =>
        new Promise((met) => {
          waiting = met;
          look();
        }),
      close() {
        for (const socket of sockets) socket.destroy();
        server.close();
      },
    };
    server.listen(port, host);
    if (world === 1) resolve(meeting);
  });
}

function follow(place: Place): Promise<Meeting> {
  return new Promise((resolve) => {
    const socket = connect(place.port, place.host);
    let go: (() => void) | undefined;
    socket.on('data', () => go?.());
    socket.on('connect', () => {
      socket.setNoDelay();
      resolve({
        meet: () =>
          new Promise((met) => {
            go = met;
            socket.write('.');
          }),
        close: () => socket.destroy(),
      });
    });
    // The leader may not listen yet.
    socket.on('error', () => setTimeout(() => void follow(place).then(resolve), 200));
  });
}
