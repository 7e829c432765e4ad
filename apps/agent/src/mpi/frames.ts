/**
 * Frames on the socket between a task's program and its agent: one byte of kind, four of length, the payload. Whole messages only, so
 * that both ends agree on where the next one begins. No import but Node's own: the program runs by itself.
 */
export const frameKinds = {
  /** First from the program: {@link RemoteRequest} as JSON. */
  open: 1,
  /** From the program; empty: there is no more. */
  stdin: 2,
  stdout: 3,
  stderr: 4,
  /** Last from the agent: {@link RemoteEnd} as JSON. */
  end: 5,
} as const;

export interface RemoteRequest {
  /** What the agent wrote beside the program. */
  token: string;
  /** Name or address of a host of the job. */
  host: string;
  /** A shell line. */
  line: string;
  /** The program's own name for what it starts: by it a program whose agent went away asks the next one how it ended. */
  id: string;
  /** It was asked for before. */
  again: boolean;
}

/** How it ended; with `error` it never ran, or was cut. */
export interface RemoteEnd {
  exitCode: number | null;
  error?: string;
}

export interface Frame {
  kind: number;
  payload: Buffer;
}

const headerBytes = 5;
/** A command line may have 128 KiB; a piece of a stream is smaller. More is not one of ours. */
const payloadMost = 1024 * 1024;

export function encodeFrame(kind: number, payload: Uint8Array): Buffer {
  const frame = Buffer.allocUnsafe(headerBytes + payload.byteLength);
  frame.writeUInt8(kind, 0);
  frame.writeUInt32BE(payload.byteLength, 1);
  frame.set(payload, headerBytes);
  return frame;
}

/** The frames of a stream, which is read on only as they are taken. Throws on one that is none; a part at the end is dropped. */
export async function* readFrames(stream: AsyncIterable<Buffer>): AsyncGenerator<Frame> {
  let rest: Buffer = Buffer.alloc(0);
  for await (const bytes of stream) {
    rest = rest.length === 0 ? bytes : Buffer.concat([rest, bytes]);
    while (rest.length >= headerBytes) {
      const length = rest.readUInt32BE(1);
      if (length > payloadMost) throw new Error(`a frame of ${length} bytes is none of ours`);
      if (rest.length < headerBytes + length) break;
      yield { kind: rest.readUInt8(0), payload: rest.subarray(headerBytes, headerBytes + length) };
      rest = rest.subarray(headerBytes + length);
    }
  }
}
