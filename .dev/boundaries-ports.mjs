/** Finds clock, chance, timers and the process where they must come through ports (see house.mjs). */
import { portGlobals, portImports, portMembers } from './house.mjs';

const globals = new Set(portGlobals);
const skipped = new Set(['loc', 'range', 'parent', 'typeAnnotation', 'typeArguments', 'returnType', 'typeParameters']);

/** True where an identifier is only a name: a key, a member, a declared field. */
function isOnlyName(node, parent, key) {
  if (key === 'property') return parent.type === 'MemberExpression' && !parent.computed;
  if (key === 'key') return !parent.computed && !(parent.shorthand && parent.value === node);
  return key === 'label' || key === 'imported' || key === 'exported' || key === 'local';
}

function faultOfMember(node) {
  if (node.type !== 'MemberExpression' || node.object.type !== 'Identifier') return undefined;
  const members = portMembers[node.object.name];
  if (members === undefined) return undefined;
  const name = node.computed ? node.property.value : node.property.name;
  return name === undefined || members.includes(name) ? `${node.object.name}.${name ?? '[…]'}` : undefined;
}

/** Adds the names that a binding pattern declares. */
function addBound(pattern, names) {
  if (pattern === null || pattern === undefined) return;
  if (pattern.type === 'Identifier') names.add(pattern.name);
  for (const item of pattern.elements ?? pattern.properties ?? []) addBound(item, names);
  for (const part of [pattern.left, pattern.argument, pattern.type === 'Property' ? pattern.value : undefined]) {
    addBound(part, names);
  }
}

/**
 * Names that the file itself declares or imports; `process` is a word of the product, so it is a common variable.
 * Scopes are not followed here: Biome's noRestrictedGlobals does that for the same names.
 */
function declaredIn(program) {
  const names = new Set();
  const visit = (node) => {
    if (node === null || typeof node !== 'object') return;
    if (Array.isArray(node)) return node.forEach(visit);
    if (node.type === 'ImportDeclaration') for (const item of node.specifiers) names.add(item.local.name);
    if (node.type === 'VariableDeclarator') addBound(node.id, names);
    for (const parameter of Array.isArray(node.params) ? node.params : []) addBound(parameter, names);
    for (const [key, value] of Object.entries(node)) if (!skipped.has(key)) visit(value);
  };
  visit(program);
  return names;
}

/** `Math` itself must not travel, or its chance travels with it. */
const isLoose = (node, parent, key) =>
  node.type === 'Identifier' && node.name in portMembers && !(parent.type === 'MemberExpression' && key === 'object');

function ofProgram(program, text) {
  const known = declaredIn(program);
  const faults = [];
  const say = (node, name) => {
    const line = text.slice(0, node.start).split('\n').length;
    faults.push({ line, what: `uses the global ${name}; take it as a port` });
  };
  const visit = (node, parent, key) => {
    if (node === null || typeof node !== 'object') return;
    if (Array.isArray(node)) {
      for (const item of node) visit(item, parent, key);
      return;
    }
    if (typeof node.type !== 'string' || node.type.startsWith('TSType')) return;
    const member = faultOfMember(node);
    if (member) say(node, member);
    if (isLoose(node, parent, key) && !isOnlyName(node, parent, key)) say(node, node.name);
    if (
      node.type === 'Identifier' &&
      globals.has(node.name) &&
      !known.has(node.name) &&
      !isOnlyName(node, parent, key)
    ) {
      say(node, node.name);
    }
    for (const [name, value] of Object.entries(node)) if (!skipped.has(name)) visit(value, node, name);
  };
  visit(program, undefined, undefined);
  return faults;
}

function ofImport(module, names) {
  const wrong = names.find((name) => portImports.includes(name));
  return wrong ? `imports ${wrong} of ${module}; take it as a port` : undefined;
}

export const faultsOfPorts = { ofProgram, ofImport };
