import { neutralise } from '@trainyard/logs/terminal';

/** Bidirectional overrides make a name read as another. */
const turning = /[\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/** Words of others between ours, a name or a message: harmless to a terminal, and without colours of their own. */
export function plainText(text: string): string {
  const written = (sign: string) => `<U+${sign.charCodeAt(0).toString(16).toUpperCase()}>`;
  return neutralise(text.replaceAll('\u001b', '\u241b')).replace(turning, written);
}
