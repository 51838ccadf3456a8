/** What each action is called, in words. `{fact}` stands for a fact of the entry. One line an action, the room before the dot. */

export const auditWords: Record<string, string> = {
  'school.created': 'Set up the console for {name}',
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
  return words.replace(/\{(\w+)\}/g, (_, name: string) =>
    Object.hasOwn(known, name) ? String(known[name]) : 'unknown',
  );
}
