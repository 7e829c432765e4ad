// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this is about
const colour = /\x1b\[[\d;:]*m/g;
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this is about
const control = /[\x00-\x08\x0b-\x1f\x7f-\x9f]/g;
/** Bidirectional overrides make a name read as another. */
const turning = /[\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/**
 * Makes text of others harmless to a terminal: control characters become visible pictures, so that no escape sequence moves
 * the cursor, renames the window or hides words. Colour passes when `keepColour`; tabs and newlines stay.
 */
export function neutralise(text: string, keepColour = false): string {
  if (!keepColour) return plain(text);
  let safe = '';
  let at = 0;
  for (const match of text.matchAll(colour)) {
    safe += plain(text.slice(at, match.index)) + match[0];
    at = match.index + match[0].length;
  }
  return safe + plain(text.slice(at));
}

function plain(text: string): string {
  return text.replace(control, picture).replace(turning, (sign) => `<U+${hex(sign)}>`);
}

/** U+2400… are the pictures of the C0 controls; C1 has none and is written by number. */
function picture(sign: string): string {
  const code = sign.charCodeAt(0);
  if (code < 0x20) return String.fromCharCode(0x2400 + code);
  return code === 0x7f ? '\u2421' : `<U+${hex(sign)}>`;
}

function hex(sign: string): string {
  return sign.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0');
}
