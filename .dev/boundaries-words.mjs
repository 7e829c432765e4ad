/** Words that people read belong to a catalogue: attributes that are shown or read out may not hold them. */

/** Attributes of JSX that a person sees or hears. */
const spoken = new Set(['label', 'title', 'placeholder', 'aria-label', 'alt', 'helperText']);

const isObject = (value) => typeof value === 'object' && value !== null;

/** Texts that an expression can come to: both arms of a choice, parts of a template; what is called or read is not looked into. */
function* textsOf(node) {
  if (!isObject(node)) return;
  switch (node.type) {
    case 'Literal':
      if (typeof node.value === 'string') yield node.value;
      break;
    case 'TemplateLiteral':
      for (const part of node.quasis) yield part.value.cooked ?? part.value.raw;
      break;
    case 'JSXExpressionContainer':
    case 'ParenthesizedExpression':
    case 'TSAsExpression':
    case 'TSSatisfiesExpression':
      yield* textsOf(node.expression);
      break;
    case 'ConditionalExpression':
      yield* textsOf(node.consequent);
      yield* textsOf(node.alternate);
      break;
    case 'LogicalExpression':
    case 'BinaryExpression':
      // A comparison comes to no text.
      if (node.type === 'BinaryExpression' && node.operator !== '+') break;
      yield* textsOf(node.left);
      yield* textsOf(node.right);
      break;
  }
}

function* attributesOf(node) {
  if (!isObject(node)) return;
  if (Array.isArray(node)) {
    for (const one of node) yield* attributesOf(one);
    return;
  }
  if (node.type === 'JSXAttribute') yield node;
  for (const value of Object.values(node)) if (isObject(value)) yield* attributesOf(value);
}

/** Faults of a parsed file, each with its line. */
export function faultsOfWords(program, text) {
  const faults = [];
  for (const { name, value, start } of attributesOf(program)) {
    if (name.type !== 'JSXIdentifier' || !spoken.has(name.name)) continue;
    const words = [...textsOf(value)].find((one) => /\p{L}/u.test(one));
    if (words === undefined) continue;
    const line = text.slice(0, start).split('\n').length;
    faults.push({ line, what: `${name.name} says "${words}" in one language: take it from words/` });
  }
  return faults;
}
