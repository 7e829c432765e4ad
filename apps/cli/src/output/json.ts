/** Controls and signs that turn the reading direction, written so that a terminal never acts on them; still the same JSON. */
const unsafe = /[\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;

const paint = { key: '\u001b[34m', string: '\u001b[32m', other: '\u001b[33m', off: '\u001b[0m' };

/** JSON that a terminal never acts on; `compact`: on one line. */
export function jsonText(value: unknown, coloured: boolean, compact = false): string {
  const text = JSON.stringify(value ?? null, undefined, compact ? undefined : 2).replace(
    unsafe,
    (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  return `${coloured ? colour(text) : text}\n`;
}

function colour(text: string): string {
  const token = /("(?:[^"\\]|\\.)*")(\s*:)?|\b(?:true|false|null)\b|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;
  return text.replace(token, (whole, string?: string, colon?: string) => {
    if (string === undefined) return paint.other + whole + paint.off;
    return colon === undefined ? paint.string + whole + paint.off : paint.key + string + paint.off + colon;
  });
}
