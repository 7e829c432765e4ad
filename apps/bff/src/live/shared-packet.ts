import type { Socket } from 'socket.io';

/** A packet of Socket.IO as it goes over the wire, and what Engine.IO is told with it. */
interface Written {
  text: string;
  options: { compress: boolean; wsPreEncodedFrame: Buffer[] };
}

/**
 * Makes a way to send one object to many sockets of a namespace: text and WebSocket frame are made at the first and shared by the
 * rest, as Socket.IO itself does for a room. `event` is the packet's name; what is sent must hold no bytes and not change anymore.
 */
export function createSharedSender<T extends object>(
  namespace: string,
  event: string,
): (socket: Socket, data: T) => void {
  const written = new WeakMap<T, Written>();
  return (socket, data) => {
    const packet = written.get(data) ?? write(namespace, event, data);
    written.set(data, packet);
    socket.conn.write(packet.text, packet.options);
  };
}

function write(namespace: string, event: string, data: object): Written {
  // 2: an event, of Socket.IO; 4: a message, of Engine.IO.
  const text = `2${namespace},${JSON.stringify([event, data])}`;
  return { text, options: { compress: false, wsPreEncodedFrame: [textFrame(`4${text}`)] } };
}

/** One whole, unmasked text frame (RFC 6455, 5.2) in one buffer, so that it is one write. */
export function textFrame(text: string): Buffer {
  const length = Buffer.byteLength(text);
  const head = length < 126 ? 2 : length < 65_536 ? 4 : 10;
  const frame = Buffer.allocUnsafe(head + length);
  frame[0] = 0x81;
  if (head === 2) frame[1] = length;
  else if (head === 4) {
    frame[1] = 126;
    frame.writeUInt16BE(length, 2);
  } else {
    frame[1] = 127;
    frame.writeBigUInt64BE(BigInt(length), 2);
  }
  frame.write(text, head);
  return frame;
}
