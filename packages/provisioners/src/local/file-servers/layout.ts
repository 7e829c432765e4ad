import { join } from 'node:path';

/** Where what belongs to one file server lies. */
export interface FileServerLayout {
  /** Its directory, with all of the following. */
  home: string;
  record: string;
  /** The file that is its disk; there is none where its files lie in a plain directory. */
  image: string;
  /** Where its disk is mounted. */
  disk: string;
  /** Its files. Below the top of the disk, so that nothing is written there while the disk is not mounted. */
  files: string;
  /** Of the program that serves NFS. */
  config: string;
  log: string;
  pidFile: string;
  /** What that program knows of its clients, for the next one. */
  recovery: string;
}

export function layoutOf(root: string, uid: string): FileServerLayout {
  const home = join(root, uid);
  const disk = join(home, 'disk');
  return {
    home,
    record: join(home, 'server.json'),
    image: join(home, 'image'),
    disk,
    files: join(disk, 'files'),
    config: join(home, 'ganesha.conf'),
    log: join(home, 'ganesha.log'),
    pidFile: join(home, 'ganesha.pid'),
    recovery: join(home, 'recovery'),
  };
}
