/** What a change would do, in sentences with the devices' names behind them. Pure. */
import type { Mode, WouldHave } from '../../../shared/controls/control.ts';
import type { State } from '../../../shared/finding.ts';
import type { WhatIf } from '../../../shared/protocol/api/policies.ts';

export interface Judged {
  device: { id: string; name: string };
  modes: { before: Mode; after: Mode };
  /** It is enforced there now, with success. */
  isSet: boolean;
  /** Null when nothing can be said of this device; `why` is then a reason code. */
  before: State | null;
  after: State | null;
  wouldHave: WouldHave[];
  why: string | null;
}

export type Consequence = WhatIf['controls'][number]['consequences'][number];
type Tone = Consequence['tone'];

const mostNamed = 100;
const mostListed = 1000;

export const devicesWord = (count: number) => `${count} ${count === 1 ? 'device' : 'devices'}`;

function behind(judged: readonly Judged[]): Consequence['devices'] {
  return { count: judged.length, named: judged.slice(0, mostNamed).map(one => one.device) };
}

/** What is enforced is set rather than left to fail. */
const worse = (one: Judged) =>
  one.modes.after !== 'enforce' && one.after === 'not_met' && one.before !== 'not_met';

export function consequences(judged: readonly Judged[]): Consequence[] {
  const said: Consequence[] = [];
  const say = (tone: Tone, of: readonly Judged[], words: (devices: string) => string) => {
    if (of.length > 0) said.push({ tone, sentence: words(devicesWord(of.length)), devices: behind(of) });
  };
  const turned = (test: (one: Judged) => boolean) => judged.filter(one => one.after !== null && test(one));
  const enforced = judged.filter(one => one.modes.after === 'enforce' && one.modes.before !== 'enforce');
  say('enforce', enforced, devices => `Would be enforced on ${devices} that it is not enforced on now.`);
  for (const one of wouldHave(judged.filter(one => one.modes.after === 'enforce'))) said.push(one);
  const toSet = judged.filter(one => one.modes.after === 'enforce' && one.after === 'not_met');
  say(
    'enforce',
    toSet,
    devices => `Is not as it should be on ${devices}: would be set there, where the system allows it.`,
  );
  say(
    'note',
    judged.filter(one => one.modes.before === 'enforce' && one.modes.after !== 'enforce'),
    devices => `Would no longer be enforced on ${devices}; what was set there is put back.`,
  );
  say(
    'worse',
    turned(one => worse(one)),
    devices => `Would newly fail on ${devices}.`,
  );
  say(
    'better',
    turned(one => one.after === 'met' && one.before === 'not_met'),
    devices => `Would no longer fail on ${devices}.`,
  );
  say(
    'unknown',
    turned(one => one.after === 'unknown' && one.before !== 'unknown'),
    devices => `Would no longer be known on ${devices}.`,
  );
  say(
    'note',
    turned(one => one.modes.after === 'off' && one.modes.before !== 'off'),
    devices => `Would no longer be looked at on ${devices}.`,
  );
  say(
    'note',
    judged.filter(one => one.modes.before === 'off' && one.modes.after !== 'off'),
    devices => `Would be looked at on ${devices} that it is not looked at on now.`,
  );
  for (const [why, of] of Map.groupBy(
    judged.filter(one => one.after === null),
    one => one.why ?? '',
  ))
    say('unknown', of, devices => `Nothing can be said yet of ${devices}: ${whyWords(why)}.`);
  if (said.length === 0 && judged.length > 0)
    said.push({
      tone: 'note',
      sentence: `No figure would change on ${devicesWord(judged.length)}, going by what was last seen.`,
      devices: behind(judged),
    });
  return said;
}

/** "3 programs that people ran in the last 28 days would have been stopped on 32 devices: …" */
function wouldHave(judged: readonly Judged[]): Consequence[] {
  const kinds = new Map<string, { words: WouldHave; names: Set<string>; devices: Judged[] }>();
  for (const one of judged)
    for (const words of one.wouldHave) {
      if (words.names.length === 0) continue;
      const kind = kinds.get(words.many) ?? { words, names: new Set<string>(), devices: [] };
      for (const name of words.names) kind.names.add(name);
      kind.devices.push(one);
      kinds.set(words.many, kind);
    }
  return [...kinds.values()].map(({ words, names, devices }) => {
    const what = names.size === 1 ? words.one : words.many;
    const listed = [...names].sort();
    const some =
      listed.length > 5
        ? `${listed.slice(0, 5).join(', ')} and ${listed.length - 5} more`
        : listed.join(', ');
    return {
      tone: 'enforce' as const,
      sentence: `${names.size} ${what} on ${devicesWord(devices.length)}: ${some}.`,
      devices: behind(devices),
      ...(listed.length > 5 ? { names: listed.slice(0, mostListed) } : {}),
    };
  });
}

const reasons: Record<string, string> = {
  not_reported: 'not reported yet',
  control_off: 'it is not looked at there now',
  not_asked_yet: 'what is asked is looked for only once it is asked',
  older_agent: 'what it reports is from another version of Caretaker',
  no_privilege: 'Caretaker may not look there',
  unsupported: 'Caretaker cannot look there yet',
};

const whyWords = (why: string) => reasons[why] ?? 'the last look did not succeed';

/** The one sentence that decides whether somebody reads on. */
export function headlineOf(judged: readonly Judged[], devices: number): string {
  if (devices === 0) return 'No device is reached by this yet.';
  if (judged.length === 0)
    return `Nothing would change on ${devices === 1 ? 'the one device' : `the ${devices} devices`} that this reaches.`;
  const where = (test: (one: Judged) => boolean) =>
    new Set(judged.filter(test).map(one => one.device.id)).size;
  const enforced = where(one => one.modes.after === 'enforce' && one.modes.before !== 'enforce');
  const fails = where(worse);
  const better = where(one => one.after === 'met' && one.before === 'not_met');
  const parts = [
    enforced > 0 && `would be enforced on ${devicesWord(enforced)}`,
    fails > 0 && `would newly fail on ${devicesWord(fails)}`,
    better > 0 && `would no longer fail on ${devicesWord(better)}`,
  ].filter(part => part !== false);
  if (parts.length === 0) return 'No figure would get worse, going by what devices last reported.';
  const text = parts.join(' and ');
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}
