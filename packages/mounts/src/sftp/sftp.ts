import { rcloneKind } from '../rclone/kind.ts';

/** A directory of an SSH server. */
export const sftp = rcloneKind<'sftp'>({
  isBucket: false,
  server: ({ source }) => ({ host: source.host, port: source.port, isHttp: false }),
});
