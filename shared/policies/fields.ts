/** A control's settings as a form sees them, read from the control's own schema, and their values in words. */
import * as z from 'zod';
import type { ControlMeaning } from '../controls/control.ts';

interface Common {
  name: string;
  title: string;
  help: string;
  default: unknown;
  /** Empty means null rather than nothing. */
  nullable: boolean;
  /** What null is called (`whenNone` in its schema's meta), where "none" would hide what it lets in. */
  none: string;
}

export type Field = Common &
  (
    | { kind: 'choice'; options: readonly string[] }
    | { kind: 'number'; whole: boolean; min: number | null; max: number | null }
    | { kind: 'yesNo' }
    | { kind: 'text'; maxLength: number | null; multiline: boolean; date: boolean }
    | { kind: 'list'; maxItems: number | null; item: Field }
    | { kind: 'choices'; options: readonly string[] }
    | { kind: 'group'; fields: readonly Field[] }
    /** A shape that no part of the form knows: shown, and changed as JSON. */
    | { kind: 'other' }
  );

interface Shape {
  type?: string | string[];
  enum?: unknown[];
  const?: unknown;
  title?: string;
  description?: string;
  whenNone?: string;
  default?: unknown;
  minimum?: number;
  maximum?: number;
  exclusiveMinimum?: number;
  exclusiveMaximum?: number;
  maxLength?: number;
  maxItems?: number;
  format?: string;
  items?: Shape;
  properties?: Record<string, Shape>;
  anyOf?: Shape[];
  oneOf?: Shape[];
}

const kept = new WeakMap<object, Field[]>();

/** In the order of the schema. */
export function fieldsOf(meaning: Pick<ControlMeaning, 'policy'>): readonly Field[] {
  const known = kept.get(meaning.policy);
  if (known !== undefined) return known;
  const schema = z.toJSONSchema(meaning.policy, { io: 'input', unrepresentable: 'any' }) as Shape;
  const fields = readAll(schema.properties ?? {});
  kept.set(meaning.policy, fields);
  return fields;
}

const readAll = (properties: Record<string, Shape>) =>
  Object.entries(properties).map(([name, shape]) => read(name, shape));

function read(name: string, given: Shape): Field {
  const { shape, nullable } = withoutNull(given);
  const common = {
    name,
    title: given.title ?? shape.title ?? sayName(name),
    help: given.description ?? shape.description ?? '',
    default: given.default ?? shape.default ?? (nullable ? null : undefined),
    nullable,
    none: given.whenNone ?? 'none',
  };
  if (isTexts(shape.enum)) return { ...common, kind: 'choice', options: shape.enum };
  if (shape.type === 'boolean') return { ...common, kind: 'yesNo' };
  if (shape.type === 'integer' || shape.type === 'number') return { ...common, ...readNumber(shape) };
  if (shape.type === 'string') return { ...common, ...readText(shape) };
  if (shape.type === 'array' && shape.items !== undefined) {
    if (isTexts(shape.items.enum)) return { ...common, kind: 'choices', options: shape.items.enum };
    const item = read('', { ...shape.items, title: shape.items.title ?? common.title });
    return { ...common, kind: 'list', maxItems: shape.maxItems ?? null, item };
  }
  if (shape.type === 'object' && shape.properties !== undefined)
    return { ...common, kind: 'group', fields: readAll(shape.properties) };
  return { ...common, kind: 'other' };
}

function readNumber(shape: Shape) {
  const limit = (value: number | undefined) =>
    value === undefined || Math.abs(value) >= Number.MAX_SAFE_INTEGER ? null : value;
  return {
    kind: 'number' as const,
    whole: shape.type === 'integer',
    min: limit(shape.minimum ?? shape.exclusiveMinimum),
    max: limit(shape.maximum ?? shape.exclusiveMaximum),
  };
}

const longText = 200;
function readText(shape: Shape) {
  const maxLength = shape.maxLength ?? null;
  return {
    kind: 'text' as const,
    maxLength,
    multiline: (maxLength ?? 0) > longText,
    date: shape.format === 'date',
  };
}

function withoutNull(shape: Shape): { shape: Shape; nullable: boolean } {
  const some = shape.anyOf?.filter(one => one.type !== 'null');
  const [only] = some ?? [];
  if (shape.anyOf === undefined || only === undefined) return { shape, nullable: false };
  const nullable = shape.anyOf.length > (some?.length ?? 0);
  if (some?.length === 1) return { shape: only, nullable };
  // A text, or nothing: the empty text is one of the two.
  const texts = some?.filter(one => one.const !== '' && one.type === 'string') ?? [];
  const [text] = texts;
  const orEmpty = texts.length === 1 && some?.length === 2 && some.some(one => one.const === '');
  return { shape: orEmpty && text !== undefined ? text : shape, nullable };
}

const isTexts = (values: unknown): values is string[] =>
  Array.isArray(values) && values.length > 0 && values.every(value => typeof value === 'string');

/** "all_fixed" and "allFixed" become "All fixed". */
export function sayName(name: string): string {
  const words = name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/[_-]+/g, ' ')
    .toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** A value in a sentence: "20", "yes", "all fixed", "VLC, Scratch and 3 more". */
export function sayValue(field: Field | undefined, value: unknown): string {
  if (value === null || value === undefined || value === '') return field?.none ?? 'none';
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (typeof value === 'number') return String(value);
  if (typeof value === 'string') {
    const coded = field?.kind === 'choice' || field?.kind === 'choices';
    return coded ? sayName(value).toLowerCase() : `“${value}”`;
  }
  if (Array.isArray(value)) return sayList(value.map(one => sayItem(field, one)));
  return sayItem(field, value);
}

/** What people know an entry by, where it has one of these. */
export const naming = ['title', 'name', 'label', 'value'];

/** One entry of a list, by what names it, or its first text. */
export function sayItem(field: Field | undefined, value: unknown): string {
  const inner = field?.kind === 'list' ? field.item : field;
  if (typeof value !== 'object' || value === null) return sayValue(inner, value);
  const texts = Object.entries(value).filter(([, one]) => typeof one === 'string' && one !== '');
  const [, named] = texts.find(([name]) => naming.includes(name)) ?? texts[0] ?? [];
  return `“${named ?? 'an entry'}”`;
}

function sayList(items: string[]): string {
  if (items.length === 0) return 'none';
  if (items.length > 4) return `${items.slice(0, 3).join(', ')} and ${items.length - 3} more`;
  return items.length === 1 ? (items[0] ?? '') : `${items.slice(0, -1).join(', ')} and ${items.at(-1)}`;
}
