/**
 * The program behind TRAINYARD_REMOTE_START, called as `rsh` is: `[options] HOST COMMAND…`. It asks the agent of its own task, which starts
 * the command in the task of that host; streams and exit code pass through. It is bundled alone and imports nothing but Node's own.
 *
 * `node remote-start.js SOCKET TOKEN-FILE [options] HOST COMMAND…`
 */
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { encodeFrame, frameKinds, type RemoteEnd, type RemoteRequest, readFrames } from './frames.ts';
import { parseRsh, type RshCall } from './rsh-words.ts';

/** As ssh ends when it is the connection that failed. */
const failed = 255;
/** Twelve times what an agent that died has to come back. */
const agentMs = 60_000;

async function main([socketPath = '', tokenFile = '', ...words]: string[]): Promise<number> {
  const call = parseRsh(words);
  const token = readFileSync(tokenFile, 'utf8').trim();
  const id = randomUUID();
  for (let again = false; ; again = true) {
    const socket = await dial(socketPath);
    const request: RemoteRequest = { token, host: call.host, line: call.line, id, again };
    socket.write(encodeFrame(frameKinds.open, Buffer.from(JSON.stringify(request))));
    if (!again) void passInput(socket, call);
    const end = await listen(socket);
    if (end) return ended(end, call.host);
    // The agent of this node went away. What was started lives on, and the next agent asks how it ends.
  }
}

/** Passes on what comes until the end is told; undefined when the connection ended before. */
async function listen(socket: Socket): Promise<RemoteEnd | undefined> {
  try {
    for await (const { kind, payload } of readFrames(socket)) {
      if (kind === frameKinds.stdout) await write(process.stdout, payload);
      else if (kind === frameKinds.stderr) await write(process.stderr, payload);
      else if (kind === frameKinds.end) return JSON.parse(payload.toString('utf8')) as RemoteEnd;
    }
  } catch {
    // A connection that broke tells no more than one that ended.
  }
  return undefined;
}

function ended({ exitCode, error }: RemoteEnd, host: string): number {
  if (error !== undefined) throw new Error(error);
  if (exitCode === null) throw new Error(`what was started on ${host} was ended from outside`);
  return exitCode;
}

/** An agent that died is back within seconds, or its node is given up and this program with it. */
async function dial(path: string): Promise<Socket> {
  const until = Date.now() + agentMs;
  for (;;) {
    try {
      return await connectTo(path);
    } catch (error) {
      if (Date.now() > until)
        throw new Error(`the agent of this node does not answer: ${(error as Error).message}`, { cause: error });
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}

function connectTo(path: string): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect(path, () => resolve(socket));
    socket.once('error', reject);
    // After the connection the loop over the frames tells of it.
    socket.on('error', () => {});
  });
}

/** Reads on only as the agent takes what was read. */
async function passInput(socket: Socket, { stdin }: RshCall): Promise<void> {
  if (stdin) {
    try {
      for await (const bytes of process.stdin) await write(socket, encodeFrame(frameKinds.stdin, bytes));
    } catch {
      // A stdin that cannot be read is one that has ended.
    }
  }
  socket.write(encodeFrame(frameKinds.stdin, new Uint8Array(0)));
}

/** Resolves when the bytes are out of our memory; a reader that is gone is nobody's fault here. */
function write(stream: NodeJS.WritableStream, bytes: Uint8Array): Promise<void> {
  return new Promise((resolve) => {
    stream.write(bytes, () => resolve());
  });
}

process.stdout.on('error', () => {});
process.stderr.on('error', () => {});
main(process.argv.slice(2)).then(
  (exitCode) => process.exit(exitCode),
  (error: Error) => {
    process.stderr.write(`trainyard: ${error.message}\n`, () => process.exit(failed));
  },
);
