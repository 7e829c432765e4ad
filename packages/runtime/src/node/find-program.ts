import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Where programs of the system lie, those of root included: services that a login shell did not start lack some of it in their PATH. */
export const systemPath = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/** The absolute path of a program on a PATH; undefined when it is not there. */
export function findProgram(name: string, path: string): string | undefined {
  for (const directory of path.split(delimiter)) {
    if (!directory.startsWith('/')) continue;
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

/** As {@link findProgram}, and looks where the system has its own. */
export function findSystemProgram(name: string, path = ''): string | undefined {
  return findProgram(name, `${path}${delimiter}${systemPath}`);
}
