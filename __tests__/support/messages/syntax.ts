/** A node of a syntax tree, as the parser gives it. */
export interface Syntax {
  readonly type: string;
  readonly [field: string]: unknown;
}

const NOTHING: Syntax = { type: '' };

const isSyntax = (value: unknown): value is Syntax =>
  typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string';

/** The nodes of a value: what has no type of its own, such as an argument, only holds some. */
function nodesIn(value: unknown): Syntax[] {
  if (isSyntax(value)) return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(nodesIn) : [];
}

export const childrenOf = ({ span: _place, ...fields }: Syntax): Syntax[] =>
  Object.values(fields).flatMap(nodesIn);

export const nodesAt = (node: Syntax, field: string): Syntax[] => nodesIn(node[field]);

export const nodeAt = (node: Syntax, field: string): Syntax => nodesAt(node, field)[0] ?? NOTHING;

const FUNCTIONS = ['ArrowFunctionExpression', 'ClassMethod', 'FunctionDeclaration'];

export const isFunction = ({ type }: Syntax): boolean => FUNCTIONS.includes(type);

/** What gives its first argument, or what it is called on, in another form. */
const FORMS = [
  'String',
  'filter',
  'join',
  'map',
  'slice',
  'sort',
  'toUpperCase',
  'trim',
  'visible',
];

/** Fields that hold what a node is about. */
const INNER = ['expression', 'left', 'base', 'call', 'pat'];

/** What an expression or a pattern is called, e.g. `url` for `store.url(key)`. */
export function nameOf(node: Syntax): string {
  if (typeof node.value === 'string') return node.value;
  if (node.type === 'MemberExpression') return nameOf(nodeAt(node, 'property'));
  if (node.type === 'CallExpression') {
    const callee = nodeAt(node, 'callee');
    const of = callee.type === 'MemberExpression' ? nodeAt(callee, 'object') : undefined;
    return nameOf(FORMS.includes(nameOf(callee)) ? (of ?? nodeAt(node, 'arguments')) : callee);
  }
  const field = INNER.find((one) => nodeAt(node, one) !== NOTHING);
  return field === undefined ? '…' : nameOf(nodeAt(node, field));
}

/** The name in a declaration of a function, a method or a class. */
export const declaredName = (node: Syntax): string =>
  nameOf(nodeAt(node, node.type === 'ClassMethod' ? 'key' : 'identifier'));

/** The names of a function's parameters, by their place; `…` for one that is taken apart. */
export const parameterNames = (node: Syntax): string[] =>
  [...nodesAt(node, 'params'), ...nodesAt(nodeAt(node, 'function'), 'params')].map(nameOf);

/** What a function returns. */
export function returnedBy(node: Syntax): Syntax[] {
  const body = nodeAt(node.type === 'ClassMethod' ? nodeAt(node, 'function') : node, 'body');
  const returned = (within: Syntax): Syntax[] => {
    if (isFunction(within)) return [];
    if (within.type === 'ReturnStatement') return nodesAt(within, 'argument');
    return childrenOf(within).flatMap(returned);
  };
  return 'stmts' in body ? returned(body) : [body];
}
