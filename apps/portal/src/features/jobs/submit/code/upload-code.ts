/** Ships files of a code directory: each content is sent once, and only where the server does not have it. */
export interface CodeFile {
  /** In the working directory. */
  path: string;
  file: File;
}

export interface CodePorts {
  /** SHA-256 in hexadecimal. */
  hash(file: File, signal: AbortSignal): Promise<string>;
  /** Those that are not stored. Throws Fault, ConnectionError. */
  missing(sha256: readonly string[], signal: AbortSignal): Promise<readonly string[]>;
  put(sha256: string, file: File, signal: AbortSignal): Promise<unknown>;
}

export interface Progress {
  step: 'hashing' | 'sending';
  /** Bytes that are done, of `bytes`. */
  done: number;
  bytes: number;
}

export interface ShippedFile {
  path: string;
  sha256: string;
}

/** Contents that are on their way at once: few large ones fill the line, many small ones do not wait for each other. */
const atOnce = 4;

/** Answers the entries of the job. Throws what the ports throw, and the signal's reason; what was sent stays stored, so a second try sends the rest. */
export async function uploadCode(
  files: readonly CodeFile[],
  ports: CodePorts,
  onProgress: (progress: Progress) => void,
  signal: AbortSignal,
): Promise<ShippedFile[]> {
  const bytes = files.reduce((sum, { file }) => sum + file.size, 0);
  const contents = new Map<string, File>();
  const shipped: ShippedFile[] = [];
  let done = 0;
  for (const { path, file } of files) {
    signal.throwIfAborted();
    const sha256 = await ports.hash(file, signal);
    contents.set(sha256, file);
    shipped.push({ path, sha256 });
    done += file.size;
    onProgress({ step: 'hashing', done, bytes });
  }
  const missing = await ports.missing([...contents.keys()], signal);
  const queue = missing.flatMap((sha256) => {
    const file = contents.get(sha256);
    return file === undefined ? [] : [{ sha256, file }];
  });
  await sendAll(queue, ports, onProgress, signal);
  return shipped;
}

async function sendAll(
  queue: readonly { sha256: string; file: File }[],
  ports: CodePorts,
  onProgress: (progress: Progress) => void,
  signal: AbortSignal,
): Promise<void> {
  const bytes = queue.reduce((sum, { file }) => sum + file.size, 0);
  let done = 0;
  let next = 0;
  // One that fails ends the others too: half a code directory is of no use.
  const failed = new AbortController();
  const either = AbortSignal.any([signal, failed.signal]);
  const worker = async (): Promise<void> => {
    for (let one = queue[next++]; one !== undefined; one = queue[next++]) {
      either.throwIfAborted();
      await ports.put(one.sha256, one.file, either);
      done += one.file.size;
      onProgress({ step: 'sending', done, bytes });
    }
  };
  try {
    await Promise.all(Array.from({ length: Math.min(atOnce, queue.length) }, worker));
  } catch (error) {
    failed.abort(error);
    throw error;
  }
}
