/** A configuration profile for Santa: mode and rules that survive updates. It is installed by the school's MDM, never by us. */
import { createHash } from 'node:crypto';
import type { Rule } from '../../../../../shared/controls/approved-software/policy.ts';
import type { Program } from '../../../../../shared/controls/approved-software/program.ts';
import { protectedAs, protectedList } from '../../../../../shared/controls/approved-software/protected.ts';

export interface SantaRule {
  identifier: string;
  policy: 'ALLOWLIST' | 'BLOCKLIST';
  rule_type: 'TEAMID' | 'SIGNINGID' | 'BINARY';
}

const team = /^[A-Z0-9]{10}$/;
/** `TEAM:bundle.id`, or `platform:com.apple.x` for what Apple itself signed. */
const signing = /^([A-Z0-9]{10}|platform):[A-Za-z0-9.-]{1,150}$/;

/** What nobody may be kept from, wherever it lies. */
const protectedTeams = protectedList
  .flatMap(({ publishers = [], products }) => (products === undefined ? publishers : []))
  .filter(name => team.test(name));

function santaRule(rule: Rule): SantaRule | undefined {
  const policy = rule.decision === 'deny' ? 'BLOCKLIST' : 'ALLOWLIST';
  if (rule.by === 'publisher' && team.test(rule.value))
    return { identifier: rule.value, policy, rule_type: 'TEAMID' };
  const id = rule.publisher === '' ? rule.value : `${rule.publisher}:${rule.value}`;
  if (rule.by === 'product' && signing.test(id)) return { identifier: id, policy, rule_type: 'SIGNINGID' };
  if (rule.by === 'hash' && /^[0-9a-f]{64}$/i.test(rule.value))
    return { identifier: rule.value.toLowerCase(), policy, rule_type: 'BINARY' };
  return undefined;
}

function seenProtected(one: Program): SantaRule[] {
  const identifier = `${one.publisher}:${one.product}`;
  const isOne = protectedAs(one) !== null && one.publisher !== 'platform' && signing.test(identifier);
  return isOne ? [{ identifier, policy: 'ALLOWLIST', rule_type: 'SIGNINGID' }] : [];
}

/**
 * Rules that Santa has no word for are left out: packages, and kinds of place. To Santa the narrower rule wins, and here
 * what any rule denies is denied: so nothing is allowed of a team that is denied. `known` are programs that were seen.
 */
export function santaRules(rules: readonly Rule[], known: readonly Program[] = []): SantaRule[] {
  const own = rules.flatMap(rule => santaRule(rule) ?? []);
  const denied = new Set(own.filter(one => one.policy === 'BLOCKLIST').map(one => one.identifier));
  const counting = own.filter(
    ({ policy, identifier }) =>
      policy === 'BLOCKLIST' || !(denied.has(identifier) || denied.has(identifier.split(':')[0] ?? '')),
  );
  const teams = protectedTeams.map(
    (identifier): SantaRule => ({ identifier, policy: 'ALLOWLIST', rule_type: 'TEAMID' }),
  );
  const needed = [...teams, ...known.flatMap(seenProtected)];
  const all = [...counting, ...needed];
  return all.filter((one, at) => all.findIndex(other => other.identifier === one.identifier) === at);
}

export interface SantaSettings {
  /** 1 watches, 2 stops what no rule and no installed program allows. */
  mode: 1 | 2;
  /** What lies there runs by its path, unless a rule denies it. */
  allowedPaths: string;
  rules: readonly SantaRule[];
}

export const santaSettings = (
  rules: readonly Rule[],
  enforce: boolean,
  known: readonly Program[] = [],
): SantaSettings => ({
  mode: enforce ? 2 : 1,
  allowedPaths: '^/(Applications|Library(?!/Caches/)|opt(?!/homebrew/))/.*',
  rules: santaRules(rules, known),
});

function uuid(name: string): string {
  const hex = createHash('sha256').update(`caretaker santa ${name}`).digest('hex').toUpperCase();
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-5${hex.slice(13, 16)}-A${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

const entry = (rule: SantaRule) => `        <dict>
          <key>identifier</key><string>${rule.identifier}</string>
          <key>policy</key><string>${rule.policy}</string>
          <key>rule_type</key><string>${rule.rule_type}</string>
        </dict>`;

export function santaProfile({ mode, allowedPaths, rules }: SantaSettings): string {
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
      <key>ClientMode</key><integer>${mode}</integer>
      <key>AllowedPathRegex</key><string>${allowedPaths}</string>
      <key>FailClosed</key><false/>
      <key>StaticRules</key>
      <array>
${rules.map(entry).join('\n')}
      </array>
    </dict>
  </array>
</dict>
</plist>
`;
}
