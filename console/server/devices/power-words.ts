/** What switching off after school tells of a device, as its history says it. None names a person. */

type Facts = Record<string, unknown>;

const count = (value: unknown) => (typeof value === 'number' && Number.isInteger(value) ? value : 0);
const times = (number: number) => (number === 1 ? 'once' : `${number} times`);
const minutes = (value: unknown) => `${count(value)} ${count(value) === 1 ? 'minute' : 'minutes'}`;

const why = (value: unknown) =>
  typeof value === 'string' ? value.replaceAll(/[^\p{L}\p{N} ._-]/gu, '').slice(0, 120) : 'something runs';

export const powerEventWords: Record<string, (facts: Facts) => string> = {
  'power.warned': facts => `Said that it will switch off after school, in ${minutes(facts.minutes)}.`,
  'power.switching_off': ({ deferred }) =>
    `Switched off after school${count(deferred) > 0 ? `, after somebody asked for more time ${times(count(deferred))}` : ''}.`,
  'power.deferred': ({ minutes: asked, left }) =>
    `Somebody was still working and asked for ${minutes(asked)} more; ${count(left) === 0 ? 'that was the last time that day' : `they could wait ${times(count(left))} more`}.`,
  'power.postponed': facts => `Did not switch off yet: ${why(facts.why)}.`,
  'power.would_switch_off': () => 'Would have been switched off after school; the policy only watches.',
  'power.switched_on_later': () =>
    'Was switched on or woken after its time to switch off, so it was left on.',
  'power.left_to_others': () =>
    'Was not switched off: somebody on this computer had planned otherwise, or took it back.',
  'power.gave_up': () => 'Was not switched off after school: what was running did not end in time.',
  'power.wakes': facts =>
    `Will switch itself on ${minutes(facts.minutes)} before the school opens next, for updates.`,
  'power.cannot_wake': () =>
    'Cannot switch itself on before school: its system or its hardware did not take that.',
  'power.woke': () => 'Switched itself on before school, for updates.',
  'power.did_not_wake': () => 'Did not switch itself on before school, though its clock had taken it.',
  'power.failed': () => 'Could not be switched off after school: the system did not do it.',
};
