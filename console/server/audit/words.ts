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
  'asset.created': 'Entered the asset {tag} in the register: {what}, {state}',
  'asset.changed': 'Changed the asset {tag}: {changes}',
  'asset.state_changed': 'Changed the asset {tag} from {before} to {state}{because}',
  'asset.linked': 'Linked the asset {tag} to the device {device}',
  'asset.unlinked': 'Unlinked the asset {tag} from the device {device}',
  'asset.imported':
    'Imported a spreadsheet into the register: {created} entered, {changed} changed, {same} as they were, {rejected} rejected',
  'asset.exported': 'Exported the whole register, {count} assets',
  'order.given': 'Ordered the device {name} to {what}{because}',
  'order.withdrawn': 'Withdrew the order to the device {name} to {what}',
  'order.ended': 'The device {name} was to {what}: {outcome}',
  'recovery.code_given': 'Gave a recovery code to be typed at the device {name}: {what}{because}',
  'recovery.used': 'A recovery code was typed at the device {name}: {what}. {outcome}',
  'policy.draft_begun': 'Began to change the policy of {place} (draft {number})',
  'policy.draft_discarded': 'Discarded draft {number} of the policy of {place}',
  'policy.draft_restored': 'Restored draft {number} of the policy of {place}',
  'policy.asked':
    'Asked for approval of version {number} of the policy of {place}, because “{reason}”: {changes}',
  'policy.put_in_force':
    'Put version {number} of the policy of {place} in force {how}, because “{reason}”: {changes}{alone? (nobody else could have approved it)}',
  'policy.approved':
    'Approved version {number} of the policy of {place}, which {asked} asked for because “{reason}”, {how}: {changes}',
  'policy.refused': 'Did not approve version {number} of the policy of {place}: {reason}',
  'policy.withdrawn': 'Took back version {number} of the policy of {place} before anybody decided: {reason}',
  'policy.ring_begun': 'Version {number} of the policy of {place} reached ring {ring} of {rings}',
  'policy.rolled_out': 'Version {number} of the policy of {place} is in force everywhere',
  'policy.taken_back':
    'Took back version {number} of the policy of {place}; what held before holds again: {why}',
  'policy.rollout_halt': 'Halted version {number} of the policy of {place} on its way out: {why}',
  'policy.rollout_resume': 'Let version {number} of the policy of {place} go on: {why}',
  'policy.rollout_finish':
    'Put version {number} of the policy of {place} in force everywhere without waiting: {why}',
  'policy.rules_changed':
    'Changed the rules for policies: a second person {secondPerson} (was {before}), {rings} groups before the rest, taken back when {haltPercent} % get worse',
  'exception.asked':
    'Asked for an exception from “{control}” for {devices} until {until}, for {asked}: {reason}',
  'exception.made': 'Made an exception from “{control}” for {devices} until {until}, for {asked}: {reason}',
  'exception.approved':
    'Approved the exception from “{control}” for {devices} until {until}, for {asked}: {reason}',
  'exception.refused': 'Did not approve the exception from “{control}” for {devices} until {until}: {reason}',
  'exception.ended': 'Ended the exception from “{control}” for {devices} before its time',
  'exception.expired': 'The exception from “{control}” for {devices} ended on its day, {until}',
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
