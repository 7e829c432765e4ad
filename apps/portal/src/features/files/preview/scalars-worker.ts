/** Reads event files away from the page: one of a long run has millions of records. */
import { readScalars } from './scalars.ts';

addEventListener('message', ({ data }: MessageEvent<ArrayBuffer>) => {
  postMessage(readScalars(new Uint8Array(data)));
});
