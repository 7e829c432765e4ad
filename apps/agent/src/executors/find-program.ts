import { accessSync, constants } from 'node:fs';
import { join } from 'node:path';

/** Also looked in: servers such as sshd are rarely in the PATH of a task. */
const systemPath = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/** The absolute path of a program; undefined when it is not installed on the node. */
export function findProgram(name: string, path = ''): string | undefined {
  for (const directory of `${path}:${systemPath}`.split(':').filter((one) => one.startsWith('/'))) {
    const file = join(directory, name);
    try {
      accessSync(file, constants.X_OK);
      return file;
    } catch {
      // Not there: the next directory may have it.
    }
  }
  return undefined;
}
