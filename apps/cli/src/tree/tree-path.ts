/** A path as Batch AI wrote it: `.` is the top. */
export function treePath(path: string | undefined): string {
  return (path ?? '')
    .replace(/^(\.\/)+/, '')
    .replace(/\/+$/, '')
    .replace(/^\.$/, '');
}
