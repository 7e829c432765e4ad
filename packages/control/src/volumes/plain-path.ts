/** Directory of a job's mounts that inputs from other jobs appear in; no volume of a body may stand there. */
export const inputsDirectory = '.inputs';

/**
 * A relative path of plain names, one `/` between each; `` for none. Undefined when it climbs, or holds what means something else to one of
 * those who read it: a backslash, a control character.
 */
export function plainPath(text: string): string | undefined {
  const names = text.split('/').filter((name) => name !== '' && name !== '.');
  return names.every(isPlainName) ? names.join('/') : undefined;
}

/** Whether a text is one name of a directory, container or share, and nothing but that. */
export function isPlainName(name: string): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
  return name !== '' && name !== '.' && name !== '..' && !/[/\\\u0000-\u001f\u007f]/.test(name);
}

/** Where a volume is to appear under its mount root; undefined for what is no such place. */
export function mountPath(text: string): string | undefined {
  if (text.startsWith('/')) return undefined;
  const path = plainPath(text);
  return path === undefined || path === '' || path.split('/')[0] === inputsDirectory ? undefined : path;
}

/** Whether two places under one root are the same, or one lies in the other. Both are {@link mountPath}s. */
export function overlap(one: string, other: string): boolean {
  return one === other || one.startsWith(`${other}/`) || other.startsWith(`${one}/`);
}

/** `a/b` of its parts, without those that are empty. */
export function joined(...parts: string[]): string {
  return parts.filter((part) => part !== '').join('/');
}
