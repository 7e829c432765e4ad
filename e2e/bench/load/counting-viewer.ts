import { liveLimits } from '@trainyard/contracts/live';
import { Socket } from 'engine.io-client';
import type { Watched } from './viewer-pool.ts';

/** The head of a delivery of the topic `all`, in which no seq is left out: how many events it holds is known without reading them. */
const delivery = /^2\/live,\["events",\{"topic":"all","prev":(\d+),"seq":(\d+)/;
/** Enough of a packet to hold that head. */
const headLength = 128;

/**
 * One viewer that answers what the SDK would answer and counts the events that came, but reads none: a thousand of them that did
 * would need more of the machine than the server. Settles when it follows; throws at a packet that it cannot count.
 */
export function openCounting(watched: Watched, take: (events: number) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const { pathname } = new URL('/socket.io/', watched.url);
    const socket = new Socket(watched.url, { path: pathname, transports: ['websocket'] });
    socket.on('close', (reason) => {
      throw new Error(`a viewer was cut: ${reason}`);
    });
    socket.on('error', reject);
    const receive = watched.kind === 'ours' ? oursReader(socket, take, resolve) : naiveReader(take, resolve);
    socket.on('open', () =>
      socket.send(watched.kind === 'ours' ? `0/live,${JSON.stringify({ token: watched.token, via: 'rest' })}` : '0'),
    );
    socket.on('message', (packet) => receive(String(packet)));
  });
}

/** Subscribes once it is let in; follows once it is told that it is caught up. */
function oursReader(socket: Socket, take: (events: number) => void, ready: () => void): (packet: string) => void {
  let untold = 0;
  return (packet) => {
    if (packet.startsWith('0/live,')) socket.send('2/live,0["subscribe",{"topic":"all"}]');
    else if (packet.startsWith('2/live,["mark"')) ready();
    else if (!/^(3\/live,|2\/live,\["(hello|beat)")/.test(packet)) {
      const [, prev, seq] = delivery.exec(packet.slice(0, headLength)) ?? [];
      if (seq === undefined) throw new Error(`no delivery: ${packet.slice(0, headLength)}`);
      untold += Number(seq) - Number(prev);
      if (untold >= liveLimits.eventsPerGot) {
        untold = 0;
        socket.send(`2/live,["got",{"topic":"all","through":${seq}}]`);
      }
      take(Number(seq) - Number(prev));
    }
  };
}

function naiveReader(take: (events: number) => void, ready: () => void): (packet: string) => void {
  return (packet) => {
    if (packet.startsWith('0')) ready();
    else if (packet.startsWith('2["event",')) take(1);
    else throw new Error(`no event: ${packet.slice(0, headLength)}`);
  };
}
