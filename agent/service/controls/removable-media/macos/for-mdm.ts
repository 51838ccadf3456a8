/**
 * What a school's own device management is to be given. No program can install these for itself: since macOS 11 a
 * profile needs a manager or a person, and a declaration always a manager. So they are written beside Caretaker, whole.
 */
import type { Policy } from '../../../../../shared/controls/removable-media/policy.ts';

export const folder = '/Library/Application Support/Caretaker/for-device-management';
export const declarationPath = `${folder}/removable-media.declaration.json`;
export const profilePath = `${folder}/removable-media.mobileconfig`;

/** `ReadOnly` refuses what can be written to rather than make it read-only; it is the nearest that Apple has. */
const externalStorage: Partial<Record<Policy['rule'], string>> = {
  block: 'Disallowed',
  allow_scanned: 'Disallowed',
  read_only: 'ReadOnly',
};

/** Declarative management, macOS 15 and later, supervised. Null where Apple has nothing of the kind. */
export function declarationText(policy: Policy): string | null {
  const storage = externalStorage[policy.rule];
  if (storage === undefined || policy.approved.length > 0) return null;
  const declaration = {
    Type: 'com.apple.configuration.diskmanagement.settings',
    Identifier: 'org.caretaker.removable-media',
    ServerToken: `removable-media-${storage}`,
    Payload: { Restrictions: { ExternalStorage: storage } },
  };
  return `${JSON.stringify(declaration, null, 2)}\n`;
}

const dict = (entries: readonly string[]) => entries.map(entry => `\t\t\t${entry}\n`).join('');

const payload = (type: string, uuid: string, entries: readonly string[]) => `\t\t<dict>
\t\t\t<key>PayloadType</key><string>${type}</string>
\t\t\t<key>PayloadVersion</key><integer>1</integer>
\t\t\t<key>PayloadIdentifier</key><string>org.caretaker.removable-media.${type}</string>
\t\t\t<key>PayloadUUID</key><string>${uuid}</string>
${dict(entries)}\t\t</dict>
`;

/** Santa stops a mount, or makes it read-only; accessories need a person's leave while the Mac is locked. */
export function profileText(policy: Policy): string {
  const readOnly = policy.rule === 'read_only' || policy.rule === 'encrypted_only';
  const santa = [
    '<key>BlockUSBMount</key><true/>',
    ...(readOnly
      ? ['<key>RemountUSBMode</key><array><string>rdonly</string><string>noexec</string></array>']
      : []),
  ];
  return `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0">
<dict>
\t<key>PayloadType</key><string>Configuration</string>
\t<key>PayloadVersion</key><integer>1</integer>
\t<key>PayloadIdentifier</key><string>org.caretaker.removable-media</string>
\t<key>PayloadUUID</key><string>6B0D3E1E-2C1A-4F5B-9A57-6E2B6C0D51A1</string>
\t<key>PayloadDisplayName</key><string>Removable media</string>
\t<key>PayloadScope</key><string>System</string>
\t<key>PayloadContent</key>
\t<array>
${payload('com.northpolesec.santa', '0E6F64A7-6C0C-4B55-8F6B-1B9C6C3A7D02', santa)}${payload('com.apple.applicationaccess', '4C2B8B8E-93F5-4D0C-8B7E-6D0F4F1B9E03', ['<key>allowUSBRestrictedMode</key><true/>'])}\t</array>
</dict>
</plist>
`;
}
