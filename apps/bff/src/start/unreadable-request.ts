import { maxHeaderSize, type Server, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { Fault } from '@trainyard/contracts/errors';

/**
 * Answers what is no request that Node can read as everything else is answered: by status, code and message. Node alone sends a bare status, and
 * clients then have nothing to show.
 */
export function answerUnreadable(server: Server): void {
  server.on('clientError', (error: NodeJS.ErrnoException, socket: Duplex) => {
    // An answer that has begun cannot become another one. Node keeps it there, and asks the same before its own bare answer.
    const begun = (socket as { _httpMessage?: { headersSent?: boolean } | null })._httpMessage?.headersSent;
    if (error.code === 'ECONNRESET' || !socket.writable || begun) {
      socket.destroy();
      return;
    }
    const fault = faultOf(error);
    const body = JSON.stringify(fault.toBody());
    socket.end(
      `HTTP/1.1 ${fault.status} ${STATUS_CODES[fault.status]}\r\ncontent-type: application/json; charset=utf-8\r\n` +
        `content-length: ${Buffer.byteLength(body)}\r\nx-content-type-options: nosniff\r\nconnection: close\r\n\r\n${body}`,
    );
  });
}

function faultOf({ code = '' }: NodeJS.ErrnoException): Fault {
  if (code === 'HPE_HEADER_OVERFLOW') return new Fault('HeadTooLarge', { limit: maxHeaderSize });
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return new Fault('RequestTooSlow');
  // Node's code, not its message: that may quote what was sent.
  return new Fault('MalformedRequest', { why: code.slice(0, 64) });
}
