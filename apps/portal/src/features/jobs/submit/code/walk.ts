/** The files of a directory on this computer that go with a job. */
import { Ignored, ruleFiles } from './ignored.ts';

/** What a browser shows of a file before it is read. */
export interface SourceFile {
  name: string;
  file(): Promise<File>;
}

/** A directory as it was dropped or chosen. */
export interface SourceDirectory {
  name: string;
  list(): Promise<{ files: SourceFile[]; directories: SourceDirectory[] }>;
}

export interface CodeFile {
  /** In the working directory. */
  path: string;
  file: File;
}

export interface Code {
  files: CodeFile[];
  bytes: number;
  /** Files and directories that were left behind. */
  ignored: number;
}

/** More files than a job may ship. */
export class TooManyFiles extends Error {
  readonly most: number;
  constructor(most: number) {
    super(`more than ${most} files`);
    this.name = 'TooManyFiles';
    this.most = most;
  }
}

/** All files below a directory that no rule leaves behind, by path. Throws TooManyFiles as soon as there are more than `most`, and the signal's reason. */
export async function walk(top: SourceDirectory, most: number, signal: AbortSignal): Promise<Code> {
  const code: Code = { files: [], bytes: 0, ignored: 0 };
  const visit = async (directory: SourceDirectory, at: string, above: Ignored): Promise<void> => {
    signal.throwIfAborted();
    const { files, directories } = await directory.list();
    const texts = await Promise.all(
      ruleFiles.flatMap((name) => {
        const found = files.find((file) => file.name === name);
        return found === undefined ? [] : [found.file().then((file) => file.text())];
      }),
    );
    const ignored = above.with(at, texts);
    const pathOf = (name: string) => (at === '' ? name : `${at}/${name}`);
    for (const source of files) {
      const path = pathOf(source.name);
      if (ignored.has(path, false)) {
        code.ignored += 1;
        continue;
      }
      if (code.files.length >= most) throw new TooManyFiles(most);
      const file = await source.file();
      code.files.push({ path, file });
      code.bytes += file.size;
    }
    for (const child of directories) {
      const path = pathOf(child.name);
      if (ignored.has(path, true)) code.ignored += 1;
      else await visit(child, path, ignored);
    }
  };
  await visit(top, '', Ignored.top());
  code.files.sort((a, b) => (a.path < b.path ? -1 : 1));
  return code;
}
