/** The server's and the worker's side of an upload. */
import { client } from '../../../../live/client.ts';
import type { CodePorts } from './upload-code.ts';

type Answer = { hash: string } | { error: string };

/** Ports of one upload; `close` ends its worker. */
export function openCodePorts(): CodePorts & { close(): void } {
  const worker = new Worker(new URL('./hash-worker.ts', import.meta.url), { type: 'module' });
  return {
    hash: (file, signal) => hashIn(worker, file, signal),
    missing: async (sha256, signal) =>
      (await client.call('missingBlobs', { body: { sha256: [...sha256] } }, { signal })).missing,
    put: (sha256, file, signal) => client.call('putBlob', { params: { sha256 } }, { raw: file, signal }),
    close: () => worker.terminate(),
  };
}

/** One file at a time. */
function hashIn(worker: Worker, file: File, signal: AbortSignal): Promise<string> {
  return new Promise((resolve, reject) => {
    const ended = new AbortController();
    const end = (settle: () => void) => {
      ended.abort();
      settle();
    };
    const { signal: over } = ended;
    const onMessage = ({ data }: MessageEvent<Answer>) =>
      end(() => ('hash' in data ? resolve(data.hash) : reject(new Error(`${file.name}: ${data.error}`))));
    worker.addEventListener('message', onMessage, { signal: over });
    worker.addEventListener('error', ({ message }) => end(() => reject(new Error(message))), { signal: over });
    signal.addEventListener('abort', () => end(() => reject(signal.reason)), { signal: over });
    worker.postMessage(file);
  });
}
