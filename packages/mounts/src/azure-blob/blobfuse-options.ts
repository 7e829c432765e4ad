/** What a file of Batch AI asks of blobfuse, as arguments of rclone. */
export interface BlobfuseOptions {
  more: string[];
  /** Options that mean nothing to rclone, as they were written. */
  unknown: string[];
}

/** FUSE's own, given as `-o NAME[=VALUE]`. null: what it asks for is so anyway; an answer of null: the value is none. */
const fuse: Record<string, ((value: string) => string[] | null) | null> = {
  allow_other: null,
  nonempty: null,
  rw: null,
  default_permissions: null,
  ro: () => ['--read-only'],
  attr_timeout: (value) => seconds('--attr-timeout', value),
  // rclone asks for names and for attributes together.
  entry_timeout: (value) => seconds('--dir-cache-time', value),
  umask: (value) => (/^0*[0-7]{1,3}$/.test(value) ? ['--umask', `0${value.replace(/^0+/, '')}`] : null),
  uid: (value) => (/^\d+$/.test(value) ? ['--uid', value] : null),
  gid: (value) => (/^\d+$/.test(value) ? ['--gid', value] : null),
};

/** blobfuse's own, given as `--NAME[=VALUE]`. */
const own: Record<string, ((value: string) => string[] | null) | null> = {
  // It keeps whole files, read ones too, until nobody used them for so long.
  'file-cache-timeout-in-seconds': (value) =>
    Number(value) > 0 ? ['--vfs-cache-mode', 'full', '--vfs-cache-max-age', `${Number(value)}s`] : [],
  'cache-size-mb': (value) => (/^\d+$/.test(value) ? ['--vfs-cache-max-size', `${value}M`] : null),
  'attr-timeout': (value) => seconds('--attr-timeout', value),
  'entry-timeout': (value) => seconds('--dir-cache-time', value),
  'allow-other': null,
  'read-only': () => ['--read-only'],
};

function seconds(argument: string, value: string): string[] | null {
  return /^\d+(\.\d+)?$/.test(value) ? [argument, `${value}s`] : null;
}

/** Reads the options of a mount as they stand in files of Batch AI: `--tmp-path=/mnt/x -o allow_other,attr_timeout=240`. */
export function blobfuseOptions(text: string): BlobfuseOptions {
  const more: string[] = [];
  const unknown: string[] = [];
  const take = (written: string, table: typeof fuse, name: string, value: string): void => {
    const known = Object.hasOwn(table, name) ? table[name] : undefined;
    if (known === null) return;
    const asked = known?.(value) ?? null;
    if (asked === null) unknown.push(written);
    else more.push(...asked);
  };
  const words = text.split(/\s+/).filter((word) => word !== '');
  for (let at = 0; at < words.length; at++) {
    const word = words[at] as string;
    const next = words[at + 1];
    if (word.startsWith('--')) {
      const [name = '', value] = halves(word.slice(2));
      const isApart = value === undefined && next !== undefined && !next.startsWith('-');
      if (isApart) at++;
      take(isApart ? `${word} ${next}` : word, own, name, value ?? (isApart ? next : ''));
      continue;
    }
    // `-o a,b`, `-oa,b` or what stands there without it.
    const list = word === '-o' ? (words[++at] ?? '') : word.replace(/^-o/, '');
    for (const option of list.split(',').filter((one) => one !== '')) {
      const [name = '', value = ''] = halves(option);
      take(option, fuse, name, value);
    }
  }
  return { more, unknown };
}

function halves(option: string): [string, string | undefined] {
  const equals = option.indexOf('=');
  return equals < 0 ? [option, undefined] : [option.slice(0, equals), option.slice(equals + 1)];
}
