import { rcloneKind } from '../rclone/kind.ts';

/** A bucket of anything that speaks S3, or a directory in it. */
export const s3 = rcloneKind<'s3'>({
  isBucket: true,
  server({ source }) {
    const url = new URL(source.endpoint ?? `https://s3.${source.region}.amazonaws.com`);
    return { host: url.hostname.replace(/^\[|\]$/g, ''), port: portOf(url), isHttp: true };
  },
});

/** The port of an address, its scheme's own where it names none. */
export function portOf(url: URL): number {
  return Number(url.port) || (url.protocol === 'https:' ? 443 : 80);
}
