/** Terminal escapes as they stand in logs: what a search and the level of a line look through. */

/**
 * An escape of ECMA-48 or of xterm (CSI, OSC, two characters), in the common part of JavaScript's and RE2's syntax. It never
 * reaches over the end of a line, so that taking escapes out leaves line numbers as they are.
 */
export const escapePattern =
  '\\x1b(?:\\[[0-?]*[ -/]*[@-~]|\\][^\\x07\\x1b\\n]*(?:\\x07|\\x1b\\\\)|[ -/]+[0-~]|[0-Z\\\\^-~])';

const escapes = new RegExp(escapePattern, 'g');

/** `text` without its escapes; what only looks like the beginning of one stays. */
export function withoutEscapes(text: string): string {
  return text.includes('\u001b') ? text.replace(escapes, '') : text;
}
