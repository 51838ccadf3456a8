/** What an entry of a list permits, and what changed in it, in words. */
import { canonicalJson } from '../json.ts';
import { type Field, naming, sayItem, sayName, sayValue } from './fields.ts';

/** `brief` keeps out serial numbers, people's names and reasons: it stands in the change log, and where fewer may read. */
export type Detail = 'brief' | 'full';

export interface EntryChange {
  kind: 'adds' | 'changes' | 'removes';
  /** Without the kind: "“O=GAMES” (decision: deny, by: publisher)". */
  brief: string;
  full: string;
}

type Entry = Record<string, unknown>;

const isEntry = (value: unknown): value is Entry =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const innerOf = (list: Field): Field => (list.kind === 'list' ? list.item : list);
const partsOf = (list: Field): readonly Field[] => {
  const inner = innerOf(list);
  return inner.kind === 'group' ? inner.fields : [];
};

const nothing = (value: unknown) => value === null || value === undefined || value === '';
const given = (field: Field, entry: Entry): unknown => entry[field.name] ?? field.default;
const titleOf = ({ title, name }: Field) => {
  const said = title || sayName(name);
  return `${said.charAt(0).toLowerCase()}${said.slice(1)}`;
};

function sayPart(field: Field, value: unknown, detail: Detail): string {
  const hides = detail === 'brief' && field.kind === 'text' && !naming.includes(field.name);
  return hides && !nothing(value) ? 'given' : sayValue(field, value);
}

/** What decides, at its default too: a choice, and what lets more in while it is empty. */
const decides = ({ kind, nullable }: Field) => kind === 'choice' || nullable;

/** "“O=GAMES” (decision: deny, by: publisher, system: any)"; of a list of texts, the text. */
export function sayEntry(list: Field, entry: unknown, detail: Detail): string {
  const name = sayItem(list, entry);
  if (!isEntry(entry)) return name;
  const named = Object.keys(entry).find(key => name === `“${String(entry[key])}”`);
  const parts = partsOf(list).filter(field => {
    if (decides(field)) return true;
    const value = given(field, entry);
    if (field.name === named || nothing(value)) return false;
    return field.kind === 'text' ? detail === 'full' : canonicalJson(value) !== canonicalJson(field.default);
  });
  const ordered = [...parts.filter(one => decides(one)), ...parts.filter(one => !decides(one))];
  const said = ordered.map(one => `${titleOf(one)}: ${sayPart(one, given(one, entry), detail)}`);
  return said.length === 0 ? name : `${name} (${said.join(', ')})`;
}

/** "“Office sticks” (serial number: “A1” becomes none, may be used to: read only becomes read write)". */
function sayTurned(list: Field, before: unknown, after: unknown, detail: Detail): string {
  if (!isEntry(before) || !isEntry(after)) return sayEntry(list, after, detail);
  const turned = partsOf(list).flatMap(field => {
    const [was, is] = [given(field, before), given(field, after)];
    if (canonicalJson(was) === canonicalJson(is)) return [];
    const [one, two] = [sayPart(field, was, detail), sayPart(field, is, detail)];
    return [`${titleOf(field)}: ${one === two ? 'changed' : `${one} becomes ${two}`}`];
  });
  return `${sayItem(list, before)} (${turned.join(', ')})`;
}

/** An entry that keeps its short name, or else what people know it by, is the same one, changed. */
const keyOf = (list: Field, entry: unknown) =>
  isEntry(entry) && typeof entry.id === 'string' ? entry.id : sayItem(list, entry);

/** In the order changed, added, removed; empty when only the order of the entries changed. */
export function entryChanges(list: Field, before: unknown[], after: unknown[]): EntryChange[] {
  const texts = (all: unknown[]) => new Set(all.map(one => canonicalJson(one)));
  const [had, has] = [texts(before), texts(after)];
  const gone = Map.groupBy(
    before.filter(one => !has.has(canonicalJson(one))),
    one => keyOf(list, one),
  );
  const [changed, added]: [EntryChange[], EntryChange[]] = [[], []];
  const say = (words: (detail: Detail) => string) => ({ brief: words('brief'), full: words('full') });
  for (const one of after.filter(entry => !had.has(canonicalJson(entry)))) {
    const was = gone.get(keyOf(list, one))?.shift();
    if (was === undefined) added.push({ kind: 'adds', ...say(detail => sayEntry(list, one, detail)) });
    else changed.push({ kind: 'changes', ...say(detail => sayTurned(list, was, one, detail)) });
  }
  const removed = [...gone.values()].flat().map(one => ({
    ...{ kind: 'removes' as const },
    ...say(detail => sayEntry(list, one, detail)),
  }));
  return [...changed, ...added, ...removed];
}
