/** `usbguard-daemon.conf`: the values that are ours are set, every other byte stays as it is. */

/** Why each: enforcement.md section 2. `IPCAllowed…` name who may change rules without any access file. */
export const ownedValues: Readonly<Record<string, string>> = {
  ImplicitPolicyTarget: 'allow',
  PresentDevicePolicy: 'apply-policy',
  PresentControllerPolicy: 'keep',
  InsertedDevicePolicy: 'apply-policy',
  AuthorizedDefault: 'keep',
  IPCAllowedUsers: 'root',
  IPCAllowedGroups: 'root',
};

const lineOf = (name: string) => new RegExp(`^[ \\t]*${name}[ \\t]*=(.*)$`, 'gm');

/** The last one counts, as the daemon has it. Undefined when it is not set. */
export function valueIn(text: string, name: string): string | undefined {
  return [...text.matchAll(lineOf(name))].at(-1)?.[1]?.trim();
}

/** The candidate: a value that stands there is replaced where it stands, one that does not is added at the end. */
export function withOwnedValues(text: string): string {
  let result = text;
  for (const [name, value] of Object.entries(ownedValues)) {
    const line = `${name}=${value}`;
    if (valueIn(result, name) === undefined)
      result = `${result}${result === '' || result.endsWith('\n') ? '' : '\n'}${line}\n`;
    else if (valueIn(result, name) !== value || [...result.matchAll(lineOf(name))].length > 1)
      result = result.replace(lineOf(name), line);
  }
  return result;
}

/** What may be done over USBGuard's socket by a group that is not root: look, and nothing else. */
export const lookOnly = 'Devices=list,listen\nPolicy=list\nExceptions=listen\nParameters=list\n';

/** Whether an access file lets somebody change which devices are admitted, or the rules. */
export function maysChange(access: string): boolean {
  return /^[ \t]*(Devices|Policy|Parameters)[ \t]*=.*\b(modify|ALL)\b/im.test(access);
}
