/** USBGuard's rule language: ours written, anybody's read. The grammar is that of USBGuard 1.0 to 1.1. */
import {
  type Connection,
  type InterfaceType,
  type Operator,
  operators,
  type Rule,
} from '../../../../../shared/controls/removable-media/simulate.ts';

const quoted = (text: string) => `"${text.replace(/[\\"]/g, '\\$&')}"`;

function written({ target, id, serial, interfaces, connection, label }: Rule): string {
  const parts = [
    id === undefined ? '' : `id ${id.vendorId}:${id.productId}`,
    serial === undefined ? '' : `serial ${quoted(serial)}`,
    interfaces === undefined ? '' : `with-interface ${interfaces.operator} { ${interfaces.types.join(' ')} }`,
    connection === undefined ? '' : `with-connect-type ${quoted(connection)}`,
    label === null ? '' : `label ${quoted(label)}`,
  ];
  return [target, ...parts.filter(part => part !== '')].join(' ');
}

/** The whole of `rules.conf`. No comment: older daemons refuse some. */
export function rulesText(rules: readonly Rule[]): string {
  return rules.map(rule => `${written(rule)}\n`).join('');
}

/** A rule as a daemon lists it, with what this engine cannot weigh marked `partly`. */
export interface ListedRule extends Rule {
  /** In `list-devices`: the port, `3-2`. */
  port: string | null;
}

const token = /"(?:[^"\\]|\\.)*"|[{}]|[^\s{}"]+/g;
const attributes = new Set([
  'id',
  'serial',
  'name',
  'hash',
  'parent-hash',
  'via-port',
  'with-interface',
  'with-connect-type',
  'label',
  'if',
]);

const unquoted = (text: string) => text.replace(/^"|"$/g, '').replace(/\\([\\"])/g, '$1');
const isOperator = (text: string): text is Operator => (operators as readonly string[]).includes(text);

interface Attribute {
  name: string;
  operator: Operator;
  values: string[];
}

function attributesOf(tokens: string[]): Attribute[] | null {
  const found: Attribute[] = [];
  while (tokens.length > 0) {
    const name = tokens.shift() ?? '';
    if (!attributes.has(name)) return null;
    // A condition may hold anything; what follows it only narrows the rule further.
    if (name === 'if')
      return tokens.length === 0 ? null : [...found, { name, operator: 'equals', values: tokens }];
    const next = tokens[0] ?? '';
    const operator = isOperator(next) ? next : 'equals';
    if (isOperator(next)) tokens.shift();
    const values: string[] = [];
    if (tokens[0] === '{') {
      const end = tokens.indexOf('}');
      if (end < 0) return null;
      values.push(...tokens.splice(0, end + 1).slice(1, -1));
    } else values.push(tokens.shift() ?? '');
    if (values.length === 0 || values.includes('')) return null;
    found.push({ name, operator, values: values.map(unquoted) });
  }
  return found;
}

const targets: Partial<Record<string, Rule['target']>> = { allow: 'allow', block: 'block', reject: 'reject' };
const connections: Partial<Record<string, Connection>> = {
  hotplug: 'hotplug',
  hardwired: 'hardwired',
  unknown: 'unknown',
};

function idOf(attribute: Attribute | undefined): Rule['id'] | null {
  if (attribute === undefined) return undefined;
  const [, vendorId, productId] =
    /^([0-9a-f]{4}|\*):([0-9a-f]{4}|\*)$/i.exec(attribute.values[0] ?? '') ?? [];
  if (attribute.values.length !== 1 || attribute.operator !== 'equals') return null;
  if (vendorId === undefined || productId === undefined) return null;
  return { vendorId: vendorId.toLowerCase(), productId: productId.toLowerCase() };
}

/**
 * One line of `rules.conf`, `list-rules` or `list-devices` (with its number). Null for what is no rule.
 * An attribute that is not understood makes the rule `partly`: it is then as if it could apply.
 */
export function parseRule(line: string): ListedRule | null {
  const tokens = [
    ...line
      .trim()
      .replace(/^\d+:\s*/, '')
      .matchAll(token),
  ].map(([text]) => text);
  const target = targets[tokens.shift() ?? ''];
  if (target === undefined) return null;
  // A short form: `allow 1d6b:0002 …`.
  if (/^[0-9a-f*]{1,4}:[0-9a-f*]{1,4}$/i.test(tokens[0] ?? '')) tokens.unshift('id');
  const found = attributesOf([...tokens]);
  if (found === null) return null;
  const one = (name: string) => found.find(attribute => attribute.name === name);
  const single = (name: string) => (one(name)?.values.length === 1 ? one(name)?.values[0] : undefined);
  const id = idOf(one('id'));
  const interfaces = one('with-interface');
  const connection = connections[single('with-connect-type') ?? ''];
  const narrow = ['name', 'hash', 'parent-hash', 'via-port', 'if'].some(name => one(name) !== undefined);
  const odd = ['serial', 'with-connect-type'].some(
    name => one(name) !== undefined && single(name) === undefined,
  );
  return {
    target,
    ...(id ? { id } : {}),
    ...(single('serial') === undefined ? {} : { serial: single('serial') ?? '' }),
    ...(interfaces === undefined
      ? {}
      : {
          interfaces: {
            operator: interfaces.operator,
            types: interfaces.values.map((type): InterfaceType => type.toLowerCase()),
          },
        }),
    ...(connection === undefined ? {} : { connection }),
    label: single('label') ?? null,
    port: single('via-port') ?? null,
    ...(narrow || odd || id === null ? { partly: true } : {}),
  };
}

/** Every line, in order. Null where one of them is no rule: then nothing can be said of what the list does. */
export function parseRules(text: string): ListedRule[] | null {
  const lines = text.split('\n').filter(line => line.trim() !== '' && !line.trim().startsWith('#'));
  const rules = lines.map(parseRule);
  return rules.includes(null) ? null : rules.filter(rule => rule !== null);
}
