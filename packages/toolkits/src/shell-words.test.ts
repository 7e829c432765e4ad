import fc from 'fast-check';
import { expect, test } from 'vitest';
import { literal, onOneLine, openQuote, path } from './shell-words.ts';

test.each([
  ['/plain/path-1.py', '/plain/path-1.py'],
  ['', "''"],
  ['two words', "'two words'"],
  ["it's $HOME", `'it'\\''s $HOME'`],
])('%s, literally', (text, word) => {
  expect(literal(text)).toBe(word);
});

test.each([
  ['/plain/path.py', '/plain/path.py'],
  ['$AZ_BATCHAI_INPUT_SCRIPT/train.py', '"$AZ_BATCHAI_INPUT_SCRIPT/train.py"'],
  // biome-ignore lint/suspicious/noTemplateCurlyInString: as a shell writes it
  ['${AZ_BATCHAI_INPUT_SCRIPT}/my train.py', '"${AZ_BATCHAI_INPUT_SCRIPT}/my train.py"'],
  ['a"b`c\\d', '"a\\"b\\`c\\\\d"'],
  ['$(rm -rf x)$', '"\\$(rm -rf x)\\$"'],
  // biome-ignore lint/suspicious/noTemplateCurlyInString: as a shell writes it
  ['${X:-$(id)}', '"\\${X:-\\$(id)}"'],
])('the path %s keeps its variables and nothing else', (text, word) => {
  expect(path(text)).toBe(word);
});

test.each([
  ['--a 1 --b', null],
  [`--name 'two words' "and more"`, null],
  ["it's", "'"],
  ['say "hello', '"'],
  ["it\\'s", null],
  [`"it's"`, null],
  ["$'it\\'s'", null],
  ["$'open", "'"],
  ["--a # it's said", null],
  ["a#'", "'"],
  [`"$(echo "x")"`, null],
])('%s leaves the quote %s open', (line, quote) => {
  expect(openQuote(line)).toBe(quote);
});

test.each([
  ['--a 1\n--b 2\n', '--a 1 --b 2'],
  ['--a 1 \\\r\n  --b 2', '--a 1    --b 2'],
  ['"two\nlines" x', '"two\nlines" x'],
  ['--a # why\n--b', '--a  --b'],
  ["'\\\n'", "'\\\n'"],
])('%j on one line', (lines, line) => {
  expect(onOneLine(lines)).toBe(line);
});

test('what was quoted is never left open, and text without quotes and comments stays whole', () => {
  fc.assert(fc.property(fc.string(), (text) => openQuote(literal(text)) === null && openQuote(path(text)) === null));
  const words = fc.array(fc.stringMatching(/^[a-z$={}-]+$/), { minLength: 1 });
  fc.assert(fc.property(words, (them) => onOneLine(them.join('\n')) === them.join(' ')));
});
