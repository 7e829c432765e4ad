import { timingSafeEqual } from 'node:crypto';
import { chmodSync, rmSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { Fault } from '@trainyard/contracts/errors';
import type { GangMember } from '@trainyard/contracts/task-plan';
import type { Clock } from '@trainyard/runtime/clock';
import type { Channel } from '@trainyard/sdk/channel';
import { encodeFrame, type Frame, frameKinds, type RemoteEnd, type RemoteRequest, readFrames } from './frames.ts';
import { RemoteRun } from './remote-run.ts';

export interface TaskSocketPort {
  path: string;
  token: string;
  gang: readonly GangMember[];
  clock: Clock;
  /** Starts a command in the task of that number; it outlives the channel. */
  open(task: number, command: string[]): Promise<Channel>;
  note(line: string): void;
}

/**
 * The socket at which a task asks its own agent for processes on the other nodes of its job. It lies in the task's directory, for its
 * owner only, and who asks must know the task's token besides.
 */
export class TaskSocket {
  readonly #port: TaskSocketPort;
  readonly #server: Server;

  private constructor(port: TaskSocketPort) {
    this.#port = port;
    this.#server = createServer({ allowHalfOpen: true }, (socket) => void this.#serve(socket));
  }

  /** Takes the place of an earlier agent's. Throws when the file cannot be made. */
  static async listen(port: TaskSocketPort): Promise<TaskSocket> {
    const one = new TaskSocket(port);
    rmSync(port.path, { force: true });
    await new Promise<void>((resolve, reject) => {
      one.#server.once('error', reject);
      one.#server.listen(port.path, resolve);
    });
    one.#server.on('error', (error) => port.note(`remote start: ${error.message}`));
    chmodSync(port.path, 0o600);
    return one;
  }

  /** Nothing new is started; what runs goes on until its callers end. */
  close(): void {
    this.#server.close();
  }

  async #serve(socket: Socket): Promise<void> {
    socket.on('error', () => {});
    let end: RemoteEnd;
    try {
      const frames = readFrames(socket);
      const first = (await frames.next()).value as Frame | undefined;
      if (!first) {
        socket.destroy();
        return;
      }
      const request = this.#admit(first);
      const { task, host } = memberNamed(this.#port.gang, request.host);
      this.#port.note(`remote start on ${host}: ${request.line.slice(0, 200)}`);
      end = { exitCode: await new RemoteRun(this.#port, task, request, socket).end(frames) };
    } catch (error) {
      end = { exitCode: null, error: (error as Error).message };
    }
    // The caller closes: a write of its own to a socket that is gone would cost it what it has not read yet.
    socket.end(encodeFrame(frameKinds.end, Buffer.from(JSON.stringify(end))));
  }

  #admit({ kind, payload }: Frame): RemoteRequest {
    if (kind !== frameKinds.open) throw new Error('say first what to start');
    const request = JSON.parse(payload.toString('utf8')) as RemoteRequest;
    if (!same(request.token, this.#port.token)) throw new Fault('Unauthenticated');
    // It becomes the name of a file on the other node.
    if (!/^[\w-]{1,64}$/.test(request.id))
      throw new Fault('InvalidBody', { faults: ['id: letters, digits and dashes only'] });
    return request;
  }
}

/** By the names and addresses of the host file, whatever domain stands behind the name. */
function memberNamed(gang: readonly GangMember[], host: string): GangMember {
  const found = gang.find((one) => one.host === host || one.address === host || one.host === host.split('.')[0]);
  if (!found) throw new Fault('NotInThisGang', { host, hosts: gang.map((one) => one.host) });
  return found;
}

function same(a: string, b: string): boolean {
  const [x, y] = [Buffer.from(String(a)), Buffer.from(b)];
  return x.length === y.length && timingSafeEqual(x, y);
}
