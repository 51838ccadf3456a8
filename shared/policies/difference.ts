/** What one version changes against another, in words. */
import type { ControlMeaning } from '../controls/control.ts';
import { canonicalJson } from '../json.ts';
import { type Field, fieldsOf, sayItem, sayValue } from './fields.ts';
import {
  type Layer,
  type Origin,
  type OwnSettings,
  resolve,
  resolveSilence,
  resolveSilenceOffSite,
} from './settings.ts';

export interface Line {
  /** Null for what concerns the devices as a whole. */
  control: string | null;
  title: string;
  field: string;
  fieldTitle: string;
  before: string;
  after: string;
  /** "Lock after, in minutes: 20 becomes 15." */
  sentence: string;
}

const above: Record<Origin, string> = {
  default: 'the usual setting',
  school: 'from the school',
  group: 'from the group',
  device: 'set for the device',
  exception: 'by an exception',
};

/** `outer` is what both inherit; `from` is the place that the two versions belong to. In the order of `known`. */
export function difference(
  known: readonly ControlMeaning[],
  outer: readonly Layer[],
  from: Layer['from'],
  before: OwnSettings,
  after: OwnSettings,
): Line[] {
  const was = [...outer, { from, settings: before }];
  const is = [...outer, { from, settings: after }];
  const lines = known.flatMap(meaning => ofControl(meaning, was, is, from));
  const silence = [
    silenceLine(silences.school, resolveSilence(was), resolveSilence(is), from),
    silenceLine(silences.offSite, resolveSilenceOffSite(was), resolveSilenceOffSite(is), from),
  ];
  return [...lines, ...silence.filter(line => line !== undefined)];
}

function ofControl(meaning: ControlMeaning, was: Layer[], is: Layer[], from: Origin): Line[] {
  const one = resolve(meaning, was);
  const two = resolve(meaning, is);
  return fieldsOf(meaning).flatMap(field => {
    const { name } = field;
    const same = canonicalJson(one.policy[name]) === canonicalJson(two.policy[name]);
    const [origin, next] = [one.origins[name] ?? 'default', two.origins[name] ?? 'default'];
    if (same && origin === next) return [];
    const [before, after] = [sayValue(field, one.policy[name]), sayValue(field, two.policy[name])];
    const what = same
      ? sameValue(after, next, from)
      : changed(field, { before, after }, one.policy[name], two.policy[name], next, from);
    const sentence = `${field.title}: ${what}.`;
    return [
      {
        control: meaning.key,
        title: meaning.words.title,
        field: name,
        fieldTitle: field.title,
        before,
        after,
        sentence,
      },
    ];
  });
}

function sameValue(value: string, next: Origin, from: Origin): string {
  return next === from
    ? `stays ${value}, now set here, so a change above no longer reaches it`
    : `stays ${value}, now ${above[next]}`;
}

function changed(
  field: Field,
  said: { before: string; after: string },
  before: unknown,
  after: unknown,
  next: Origin,
  from: Origin,
): string {
  const inherited = next === from ? '' : `, ${above[next]}`;
  if (field.name === 'mode') return `${modeChange(String(before), String(after))}${inherited}`;
  if (Array.isArray(before) && Array.isArray(after)) {
    const parts = listChange(field, before, after);
    if (parts !== undefined) return `${parts}${inherited}`;
  }
  return `${said.before} becomes ${said.after}${inherited}`;
}

/** For the second person too, who need not know what a mode is. */
function modeChange(before: string, after: string): string {
  const is: Record<string, string> = {
    off: 'not looked at any more',
    watch: 'only watched and reported',
    enforce: 'set on the computers, too',
  };
  const was: Record<string, string> = {
    off: 'not looked at before',
    watch: 'only watched before',
    enforce: 'set on the computers before',
  };
  return `${after}, that is ${is[after] ?? after} (${was[before] ?? before})`;
}

const mostNamed = 6;

/** "adds “VLC”, removes “Scratch”"; undefined when only the order changed. */
function listChange(field: Field, before: unknown[], after: unknown[]): string | undefined {
  const texts = (list: unknown[]) => new Set(list.map(one => canonicalJson(one)));
  const [had, has] = [texts(before), texts(after)];
  const name = (list: unknown[], without: Set<string>) =>
    list.filter(one => !without.has(canonicalJson(one))).map(one => sayItem(field, one));
  const [added, removed] = [name(after, had), name(before, has)];
  const few = (items: string[]) =>
    items.length > mostNamed
      ? `${items.slice(0, mostNamed).join(', ')} and ${items.length - mostNamed} more`
      : items.join(', ');
  const both = added.filter(one => removed.includes(one));
  const parts = [
    both.length > 0 && `changes ${few(both)}`,
    added.length > both.length && `adds ${few(added.filter(one => !both.includes(one)))}`,
    removed.length > both.length && `removes ${few(removed.filter(one => !both.includes(one)))}`,
  ].filter(part => part !== false);
  return parts.length === 0 ? undefined : parts.join('; ');
}

const silences = {
  school: {
    field: 'silentAfterSchoolDays',
    fieldTitle: 'School days until a silent device counts as not known',
  },
  offSite: {
    field: 'silentOffSiteAfterSchoolDays',
    fieldTitle: 'School days until a silent device that is off site counts as not known',
  },
};

function silenceLine(
  { field, fieldTitle }: { field: string; fieldTitle: string },
  was: { days: number | null; from: Origin },
  is: { days: number | null; from: Origin },
  from: Origin,
): Line | undefined {
  if (was.days === is.days && was.from === is.from) return undefined;
  const [before, after] = [was.days, is.days].map(days => String(days ?? 'as at school')) as [string, string];
  const inherited = is.from === from ? '' : `, ${above[is.from]}`;
  const what =
    was.days === is.days ? sameValue(after, is.from, from) : `${before} becomes ${after}${inherited}`;
  return {
    control: null,
    title: 'Silent devices',
    field,
    fieldTitle,
    before,
    after,
    sentence: `${fieldTitle}: ${what}.`,
  };
}

/** Two or three for a log line: "Screen lock: Mode: watch becomes enforce; and 2 more". */
export function sayBriefly(lines: readonly Line[]): string {
  if (lines.length === 0) return 'nothing changed';
  const said = lines.slice(0, 3).map(line => `${line.title}: ${line.sentence.replace(/\.$/, '')}`);
  const more = lines.length > 3 ? `; and ${lines.length - 3} more` : '';
  return `${said.join('; ')}${more}`.slice(0, 280);
}
