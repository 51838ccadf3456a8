/** A configuration profile for Santa: mode and rules that survive updates. It is installed by the school's MDM, never by us. */
import { createHash } from 'node:crypto';
import type { Rule } from '../../../../../shared/controls/approved-software/policy.ts';

export interface SantaRule {
  identifier: string;
  policy: 'ALLOWLIST' | 'BLOCKLIST';
  rule_type: 'TEAMID' | 'SIGNINGID' | 'BINARY';
}

const team = /^[A-Z0-9]{10}$/;
/** `TEAM:bundle.id`, or `platform:com.apple.x` for what Apple itself signed. */
const signing = /^([A-Z0-9]{10}|platform):[A-Za-z0-9.-]{1,150}$/;

/** Rules that Santa has no word for are left out: packages, and kinds of place. */
export function santaRules(rules: readonly Rule[]): SantaRule[] {
  return rules.flatMap((rule): SantaRule[] => {
    const policy = rule.decision === 'deny' ? 'BLOCKLIST' : 'ALLOWLIST';
    if (rule.by === 'publisher' && team.test(rule.value))
      return [{ identifier: rule.value, policy, rule_type: 'TEAMID' }];
    const id = rule.publisher === '' ? rule.value : `${rule.publisher}:${rule.value}`;
    if (rule.by === 'product' && signing.test(id))
      return [{ identifier: id, policy, rule_type: 'SIGNINGID' }];
    if (rule.by === 'hash' && /^[0-9a-f]{64}$/i.test(rule.value))
      return [{ identifier: rule.value.toLowerCase(), policy, rule_type: 'BINARY' }];
    return [];
  });
}

function uuid(name: string): string {
  const hex = createHash('sha256').update(`caretaker santa ${name}`).digest('hex').toUpperCase();
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-5${hex.slice(13, 16)}-A${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

const entry = (rule: SantaRule) => `        <dict>
          <key>identifier</key><string>${rule.identifier}</string>
          <key>policy</key><string>${rule.policy}</string>
          <key>rule_type</key><string>${rule.rule_type}</string>
        </dict>`;

/** ClientMode 1 watches, 2 stops what no rule and no installed program allows. What lies in Applications runs by its path. */
export function santaProfile(rules: readonly Rule[], enforce: boolean): string {
  return `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0">
<dict>
  <key>PayloadType</key><string>Configuration</string>
  <key>PayloadVersion</key><integer>1</integer>
  <key>PayloadIdentifier</key><string>caretaker.approved-software</string>
  <key>PayloadUUID</key><string>${uuid('profile')}</string>
  <key>PayloadDisplayName</key><string>Caretaker: approved software</string>
  <key>PayloadScope</key><string>System</string>
  <key>PayloadContent</key>
  <array>
    <dict>
      <key>PayloadType</key><string>com.northpolesec.santa</string>
      <key>PayloadVersion</key><integer>1</integer>
      <key>PayloadIdentifier</key><string>caretaker.approved-software.santa</string>
      <key>PayloadUUID</key><string>${uuid('santa')}</string>
      <key>ClientMode</key><integer>${enforce ? 2 : 1}</integer>
      <key>AllowedPathRegex</key><string>^(/Applications|/Library|/opt)/.*</string>
      <key>FailClosed</key><false/>
      <key>StaticRules</key>
      <array>
${santaRules(rules).map(entry).join('\n')}
      </array>
    </dict>
  </array>
</dict>
</plist>
`;
}
