/** What one version changes against another, in words. */
import type { ControlMeaning } from '../controls/control.ts';
import { canonicalJson } from '../json.ts';
import { type EntryChange, entryChanges } from './entries.ts';
import { type Field, fieldsOf, sayValue } from './fields.ts';
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
  /** Of a list, everything that changes in it, each in full; the sentence is brief, and names six of a kind. */
  entries: string[];
}

/** Whether something is asked otherwise, rather than the same from another place. */
export const alters = ({ before, after, entries }: Line): boolean => before !== after || entries.length > 0;

/** The sentence with every entry in full. */
export const sayWhole = ({ fieldTitle, sentence, entries }: Line): string =>
  entries.length === 0 ? sentence : `${fieldTitle}: ${entries.join('; ')}.`;

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
    const [had, has] = [one.policy[name], two.policy[name]];
    const inside = Array.isArray(had) && Array.isArray(has) ? entryChanges(field, had, has) : [];
    const inherited = next === from ? '' : `, ${above[next]}`;
    const what = same
      ? sameValue(after, next, from)
      : `${changed(field, { before, after }, inside, [had, has])}${inherited}`;
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
        entries: inside.map(({ kind, full }) => `${kind} ${full}`),
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
  inside: readonly EntryChange[],
  [before, after]: [unknown, unknown],
): string {
  if (field.name === 'mode') return modeChange(String(before), String(after));
  if (inside.length > 0) return listChange(inside);
  return `${said.before} becomes ${said.after}`;
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

/** "adds “VLC”; removes “Scratch”" */
function listChange(inside: readonly EntryChange[]): string {
  const parts = [...Map.groupBy(inside, one => one.kind)].map(([kind, of]) => {
    const named = of.slice(0, mostNamed).map(one => one.brief);
    const more = of.length > mostNamed ? ` and ${of.length - mostNamed} more` : '';
    return `${kind} ${named.join(', ')}${more}`;
  });
  return parts.join('; ');
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
    entries: [],
  };
}

const longest = 280;
const cutShort = '… (cut short here: the version’s page has all of it)';

/** Two or three for a log line: "Screen lock: Mode: watch becomes enforce; and 2 more". At most 280 characters. */
export function sayBriefly(lines: readonly Line[]): string {
  if (lines.length === 0) return 'nothing changed';
  const said = lines.slice(0, 3).map(line => `${line.title}: ${line.sentence.replace(/\.$/, '')}`);
  const more = lines.length > 3 ? `; and ${lines.length - 3} more` : '';
  const whole = `${said.join('; ')}${more}`;
  return whole.length <= longest ? whole : `${whole.slice(0, longest - cutShort.length)}${cutShort}`;
}
