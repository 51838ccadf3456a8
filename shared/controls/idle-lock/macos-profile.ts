/**
 * The screen lock as configuration profiles for macOS. Since macOS 11 no program installs these by itself: device
 * management does, or somebody opens the file and agrees in System Settings. Two, because the settings of the sign-in
 * window belong to the computer and the others to the person (Apple's published payload keys).
 */
import type { Policy } from './policy.ts';

export interface ProfileIdentity {
  /** Stable for one school, in the reverse-domain form: `school.caretaker.idle-lock`. A new profile replaces the one of its name. */
  identifier: string;
  /** As people see it: the school's name. */
  organization: string;
  /** One UUID each for the profile and its payload; the same profile must keep them. */
  uuids: { profile: string; payload: string };
}

type Value = string | number | boolean | readonly Dict[];
interface Dict {
  readonly [key: string]: Value;
}

const escaped = (text: string) =>
  text.replace(/[&<>]/g, sign => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;' })[sign] ?? '');

function written(value: Value, indent: string): string {
  if (typeof value === 'boolean') return `${indent}<${value}/>`;
  if (typeof value === 'number') return `${indent}<integer>${value}</integer>`;
  if (typeof value === 'string') return `${indent}<string>${escaped(value)}</string>`;
  const items = value.map(item => dictionary(item, `${indent}\t`));
  return `${indent}<array>\n${items.join('\n')}\n${indent}</array>`;
}

function dictionary(dict: Dict, indent: string): string {
  const lines = Object.entries(dict).map(
    ([key, value]) => `${indent}\t<key>${escaped(key)}</key>\n${written(value, `${indent}\t`)}`,
  );
  return `${indent}<dict>\n${lines.join('\n')}\n${indent}</dict>`;
}

const heading = `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0">
`;

function profile(
  scope: 'System' | 'User',
  title: string,
  payloadType: string,
  settings: Dict,
  { identifier, organization, uuids }: ProfileIdentity,
): string {
  const payload: Dict = {
    PayloadType: payloadType,
    PayloadVersion: 1,
    PayloadIdentifier: `${identifier}.payload`,
    PayloadUUID: uuids.payload,
    PayloadDisplayName: title,
    ...settings,
  };
  const whole: Dict = {
    PayloadType: 'Configuration',
    PayloadVersion: 1,
    PayloadIdentifier: identifier,
    PayloadUUID: uuids.profile,
    PayloadDisplayName: title,
    PayloadDescription: 'Locks the screen when nobody uses this computer.',
    PayloadOrganization: organization,
    PayloadScope: scope,
    PayloadContent: [payload],
  };
  return `${heading}${dictionary(whole, '')}\n</plist>\n`;
}

/** Needed by the schema. The saver itself is never seen: the password is asked for at once. */
const moduleName = 'Flurry';

/** For the computer: the password at once, and the sign-in window's own saver. Text of a `.mobileconfig`. */
export function screenLockComputerProfile({ afterMinutes }: Policy, identity: ProfileIdentity): string {
  const settings = {
    askForPassword: true,
    askForPasswordDelay: 0,
    loginWindowIdleTime: afterMinutes * 60,
    moduleName,
  };
  return profile('System', 'Screen lock: password', 'com.apple.screensaver', settings, identity);
}

/** For each person: after how long the saver starts. Text of a `.mobileconfig`. */
export function screenLockPersonProfile({ afterMinutes }: Policy, identity: ProfileIdentity): string {
  const settings = { idleTime: afterMinutes * 60, moduleName };
  return profile('User', 'Screen lock: time', 'com.apple.screensaver.user', settings, identity);
}
