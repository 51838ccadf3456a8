/** Reads what `Get-AppLockerPolicy -Xml` prints: which collections stop what, and whose rules they are. */
import { ownPrefix } from './policy-xml.ts';
import { type Element, readXml } from './read-xml.ts';

export type Condition =
  | { by: 'path'; path: string }
  | { by: 'publisher'; publisher: string; product: string; binary: string }
  | { by: 'hash'; hashes: string[] };

export interface PolicyRule {
  name: string;
  action: string;
  sid: string;
  conditions: Condition[];
  exceptions: Condition[];
}

export interface Collection {
  type: string;
  mode: string;
  rules: PolicyRule[];
}

function conditionOf({ name, attributes, children }: Element): Condition[] {
  if (name === 'FilePathCondition') return [{ by: 'path', path: attributes.Path ?? '' }];
  if (name === 'FileHashCondition')
    return [{ by: 'hash', hashes: children.map(one => (one.attributes.Data ?? '').toLowerCase()) }];
  if (name !== 'FilePublisherCondition') return [];
  const { PublisherName: publisher = '', ProductName: product = '', BinaryName: binary = '' } = attributes;
  return [{ by: 'publisher', publisher, product, binary }];
}

const below = ({ children }: Element, name: string) =>
  children.filter(one => one.name === name).flatMap(one => one.children);

function ruleOf(rule: Element): PolicyRule {
  return {
    name: rule.attributes.Name ?? '',
    action: rule.attributes.Action ?? '',
    sid: rule.attributes.UserOrGroupSid ?? '',
    conditions: below(rule, 'Conditions').flatMap(conditionOf),
    exceptions: below(rule, 'Exceptions').flatMap(conditionOf),
  };
}

/** Undefined for anything that is not one whole policy. */
export function parsePolicy(xml: string): Collection[] | undefined {
  const policy = readXml(xml);
  if (policy?.name !== 'AppLockerPolicy') return undefined;
  return policy.children
    .filter(({ name }) => name === 'RuleCollection')
    .map(({ attributes, children }) => ({
      type: attributes.Type ?? '',
      mode: attributes.EnforcementMode ?? '',
      rules: children.filter(({ name }) => /^File(Path|Publisher|Hash)Rule$/.test(name)).map(ruleOf),
    }));
}

export type PolicyState = 'enforcing' | 'watching' | 'off';

/** What becomes of programs. Rules without a mode are enforced: that is how AppLocker takes them. */
export function stateOf(collections: readonly Collection[]): PolicyState {
  const programs = collections.find(({ type }) => type === 'Exe');
  if (programs === undefined || programs.rules.length === 0) return 'off';
  return programs.mode === 'AuditOnly' ? 'watching' : 'enforcing';
}

export function ownerOf(collections: readonly Collection[]): 'caretaker' | 'other' | 'nobody' {
  const rules = collections.flatMap(one => one.rules);
  if (rules.length === 0) return 'nobody';
  return rules.every(({ name }) => name.startsWith(ownPrefix)) ? 'caretaker' : 'other';
}
