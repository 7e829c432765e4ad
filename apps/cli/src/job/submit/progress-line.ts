import type { UploadProgress } from '@trainyard/sdk/upload-files';
import { bytesText } from '../../output/bytes-text.ts';
import { statusLine } from '../../output/status-line.ts';
import type { Terminal } from '../../terminal.ts';

/** Says how far an upload is, where somebody sits. */
export function progressLine(terminal: Terminal) {
  const line = statusLine(terminal);
  let sent = 0;
  return {
    show(progress: UploadProgress): void {
      if (progress.phase === 'sending') sent = progress.bytes;
      line.show(textOf(progress), progress.files === progress.ofFiles);
    },
    end: line.end,
    /** Bytes that were sent. */
    get sent(): number {
      return sent;
    },
  };
}

function textOf({ phase, files, ofFiles, bytes, ofBytes }: UploadProgress): string {
  const size = ofBytes > 0 ? `${bytesText(bytes)} of ${bytesText(ofBytes)}` : bytesText(bytes);
  return `${phase} ${files} of ${ofFiles} files, ${size}`;
}
