import type { UploadProgress } from '@trainyard/sdk/upload-files';
import { bytesText } from '../../output/bytes-text.ts';
import type { Terminal } from '../../terminal.ts';

/** Redrawn at most so often: a thousand small files pass in a second. */
const everyMs = 100;

/** One line on stderr that says how far an upload is, drawn over and over; nothing where nobody sits. */
export function progressLine({ err }: Terminal) {
  let drawnAt = 0;
  let sent = 0;
  return {
    show(progress: UploadProgress): void {
      if (progress.phase === 'sending') sent = progress.bytes;
      const isLast = progress.files === progress.ofFiles;
      if (err.isTTY !== true || (!isLast && Date.now() - drawnAt < everyMs)) return;
      drawnAt = Date.now();
      err.write(`\r\u001b[K${textOf(progress)}`);
    },
    /** Takes the line away. */
    end(): void {
      if (drawnAt > 0) err.write('\r\u001b[K');
    },
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
