import type { CodeLimits } from '@trainyard/contracts/code-limits';
import { type CodeListing, listCode } from '@trainyard/sdk/code-directory';
import { useEffect, useRef, useState } from 'react';
import { openCodePorts } from './code-ports.ts';
import type { CodeSource } from './sources.ts';
import { type Progress, type ShippedFile, uploadCode } from './upload-code.ts';

export type CodeState =
  | { kind: 'none' }
  | { kind: 'reading'; name: string }
  | { kind: 'sending'; name: string; code: CodeListing; progress: Progress | null }
  | { kind: 'done'; name: string; code: CodeListing }
  | { kind: 'failed'; error: unknown };

/** Takes a directory from this computer into the job: listed, hashed, sent. One at a time; leaving the page ends it. */
export function useCode(limits: CodeLimits, onShipped: (files: ShippedFile[]) => void) {
  const [state, setState] = useState<CodeState>({ kind: 'none' });
  const running = useRef<AbortController>(undefined);
  useEffect(() => () => running.current?.abort(), []);

  const take = async ({ name, tree, file }: CodeSource) => {
    running.current?.abort();
    const { signal } = own(running);
    const tell = (next: CodeState) => !signal.aborted && setState(next);
    tell({ kind: 'reading', name });
    const ports = openCodePorts();
    try {
      const code = await listCode(tree, limits);
      tell({ kind: 'sending', name, code, progress: null });
      const files = code.files.map(({ path }) => ({ path, file: file(path) }));
      const onProgress = (progress: Progress) => tell({ kind: 'sending', name, code, progress });
      const shipped = await uploadCode(files, ports, onProgress, signal);
      if (signal.aborted) return;
      onShipped(shipped);
      setState({ kind: 'done', name, code });
    } catch (error) {
      tell({ kind: 'failed', error });
    } finally {
      ports.close();
    }
  };
  return {
    state,
    take,
    cancel: () => {
      running.current?.abort();
      setState({ kind: 'none' });
    },
  };
}

function own(running: { current: AbortController | undefined }): AbortController {
  running.current = new AbortController();
  return running.current;
}
