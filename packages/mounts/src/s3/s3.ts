import { rcloneKind } from '../rclone/kind.ts';
import { serverOf } from '../rclone/remote-config.ts';

/** A bucket of anything that speaks S3, or a directory in it. */
export const s3 = rcloneKind<'s3'>({
  isBucket: true,
  server: ({ source }) => ({
    ...serverOf(new URL(source.endpoint ?? `https://s3.${source.region}.amazonaws.com`)),
    isHttp: true,
  }),
});
