/** Directories as browsers give them: dropped on the page, or chosen in a dialog. */
import type { CodeEntry, CodeTree } from '@trainyard/sdk/code-directory';

/** A directory of this computer whose files can be read. */
export interface CodeSource {
  name: string;
  tree: CodeTree;
  /** A file that was listed. */
  file(path: string): File;
}

const pathOf = (directory: string, name: string): string => (directory === '' ? name : `${directory}/${name}`);

const isFile = (entry: FileSystemEntry): entry is FileSystemFileEntry => entry.isFile;
const isDirectory = (entry: FileSystemEntry): entry is FileSystemDirectoryEntry => entry.isDirectory;

const fileOf = (entry: FileSystemFileEntry): Promise<File> =>
  new Promise((resolve, reject) => entry.file(resolve, reject));

/** A reader tells some entries at a time, and none at the end. */
async function entriesOf(directory: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> {
  const reader = directory.createReader();
  const all: FileSystemEntry[] = [];
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    if (some.length === 0) return all;
    all.push(...some);
  }
}

/** Directories are listed when they are asked for: one that is ignored is never looked into. */
function sourceOf(name: string, top: () => Promise<FileSystemEntry[]>): CodeSource {
  const files = new Map<string, File>();
  const lists = new Map<string, () => Promise<FileSystemEntry[]>>([['', top]]);
  const take = async (path: string, entry: FileSystemEntry): Promise<CodeEntry> => {
    if (isDirectory(entry)) {
      lists.set(path, () => entriesOf(entry));
      return { name: entry.name, type: 'directory' };
    }
    if (!isFile(entry)) return { name: entry.name, type: 'other' };
    const file = await fileOf(entry);
    files.set(path, file);
    return { name: entry.name, type: 'file', bytes: file.size };
  };
  const list = async (directory: string) => {
    const entries = (await lists.get(directory)?.()) ?? [];
    return Promise.all(entries.map((entry) => take(pathOf(directory, entry.name), entry)));
  };
  return { name, ...readable(files, list) };
}

function readable(files: ReadonlyMap<string, File>, list: CodeTree['list']): Omit<CodeSource, 'name'> {
  const file = (path: string): File => {
    const found = files.get(path);
    if (found === undefined) throw new Error(`${path} was not listed`);
    return found;
  };
  return { tree: { list, read: (path) => file(path).text() }, file };
}

/** What was dropped: one directory as itself, anything else as a directory without a name. Null when it holds no file. To be called while the event lasts. */
export function droppedSource(items: DataTransferItemList): CodeSource | null {
  const entries = [...items].flatMap((item) => item.webkitGetAsEntry() ?? []);
  const [first] = entries;
  if (first === undefined) return null;
  if (entries.length === 1 && isDirectory(first)) return sourceOf(first.name, () => entriesOf(first));
  return sourceOf('', async () => entries);
}

/** What was chosen in a dialog for a directory: files, each with its path from that directory's name on. Null when it holds none. */
export function chosenSource(chosen: Iterable<File>): CodeSource | null {
  const files = new Map<string, File>();
  const lists = new Map<string, CodeEntry[]>([['', []]]);
  let name = '';
  for (const file of chosen) {
    const [first = '', ...steps] = (file.webkitRelativePath || `/${file.name}`).split('/');
    name = first;
    let at = '';
    for (const [index, step] of steps.entries()) {
      const here = lists.get(at);
      const isLast = index === steps.length - 1;
      const path = pathOf(at, step);
      if (isLast) {
        here?.push({ name: step, type: 'file', bytes: file.size });
        files.set(path, file);
      } else if (!lists.has(path)) {
        here?.push({ name: step, type: 'directory' });
        lists.set(path, []);
      }
      at = path;
    }
  }
  return files.size === 0 ? null : { name, ...readable(files, async (directory) => lists.get(directory) ?? []) };
}
