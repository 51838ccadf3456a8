/** What each action is called, in words. `{fact}` stands for a fact of the entry, `{fact?text}` for the text when it is true. One line an action, the room before the dot. */

export const auditWords: Record<string, string> = {
  'school.changed': 'Changed the school’s details: {name}, time zone {timeZone}',
  'account.created': 'Gave {name} an account as {role}',
  'account.changed': 'Changed the account of {name}: {changes}',
  'account.disabled': 'Closed the account of {name}',
  'account.enabled': 'Opened the account of {name} again',
  'account.link_made': 'Made a sign-in link for {name}',
  'account.password_set': 'Set a password',
  'account.locked': 'Account of {name} locked for a while after {attempts} wrong passwords',
  'session.started': 'Signed in with {how}',
  'session.ended': 'Signed out',
  'token.created': 'Made the token “{label}” for the role {role}',
  'token.withdrawn': 'Withdrew the token “{label}”',
  'group.created': 'Made the group {name}',
  'group.renamed': 'Renamed the group {before} to {name}',
  'group.deleted': 'Deleted the group {name}',
  'code.created':
    'Made an enrolment code for the group {group} (uses: {uses}, hours: {hours}{preApproved?, approved at once})',
  'code.withdrawn': 'Withdrew the enrolment code “{label}”',
  'device.asked': 'A new device calling itself “{name}” asked to join',
  'device.approved': 'Approved the device {name}',
  'device.continued': 'Approved {newcomer} as the device {name}, which it was before',
  'device.renamed': 'Renamed the device {before} to {name}',
  'device.moved': 'Moved the device {name} from the group {before} to {group}',
  'device.removed': 'Removed the device {name}',
  'device.refused': 'Refused the device {name}',
};

type Facts = Record<string, string | number | boolean | null>;

/** `facts` is the stored JSON text. An action without words is told by its name rather than hidden. */
export function sentenceOf(action: string, facts: string, subject: string | null): string {
  const words = auditWords[action];
  const known = JSON.parse(facts) as Facts;
  if (words === undefined) {
    const rest = Object.entries(known).map(([name, value]) => `${name} ${value}`);
    return [action, ...(subject === null ? [] : [subject]), ...rest].join(', ');
  }
  return words.replace(/\{(\w+)(?:\?([^}]*))?\}/g, (_, name: string, text: string | undefined) => {
    if (text !== undefined) return known[name] === true ? text : '';
    return Object.hasOwn(known, name) ? String(known[name]) : 'unknown';
  });
}
