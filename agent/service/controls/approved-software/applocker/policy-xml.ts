/** AppLocker's policy for a catalogue. What `Set-AppLockerPolicy` takes; Dll and Script collections are never made. */
import { createHash } from 'node:crypto';
import type { Rule } from '../../../../../shared/controls/approved-software/policy.ts';
import type { Program } from '../../../../../shared/controls/approved-software/program.ts';
import { protectedAs } from '../../../../../shared/controls/approved-software/protected.ts';

/** Every rule of ours is called so; a policy with any other rule is somebody else's. */
export const ownPrefix = 'caretaker:';

export type EnforcementMode = 'AuditOnly' | 'Enabled';

const everyone = 'S-1-1-0';
const administrators = 'S-1-5-32-544';

/** Folders below Windows in which anybody may write on a usual installation. */
const writable = [
  ...[
    'Temp\\*',
    'Tasks\\*',
    'tracing\\*',
    'debug\\WIA\\*',
    'Registration\\CRMLog\\*',
    'PLA\\*',
    'PCHEALTH\\ERRORREP\\*',
  ],
  ...[
    'System32\\Tasks\\*',
    'System32\\com\\dmp\\*',
    'System32\\FxsTmp\\*',
    'System32\\spool\\drivers\\color\\*',
  ],
  ...[
    'System32\\spool\\PRINTERS\\*',
    'System32\\spool\\SERVERS\\*',
    'System32\\Microsoft\\Crypto\\RSA\\MachineKeys\\*',
  ],
  ...['SysWOW64\\Tasks\\*', 'SysWOW64\\com\\dmp\\*', 'SysWOW64\\FxsTmp\\*', 'SysWOW64\\PLA\\*'],
].map(path => `%WINDIR%\\${path}`);

const folders: Partial<Record<string, readonly string[]>> = {
  windows: ['%WINDIR%\\*'],
  program_files: ['%PROGRAMFILES%\\*'],
  user_writable: ['%OSDRIVE%\\Users\\*'],
  removable: ['%REMOVABLE%\\*', '%HOT%\\*'],
};

const escaped: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
/** Control characters have no place in XML at all. */
const text = (value: string) =>
  [...value]
    .filter(one => one >= ' ')
    .join('')
    .replace(/[&<>"]/g, one => escaped[one] ?? one);

/** The same rule has the same number each time it is written. */
function guid(name: string): string {
  const hex = createHash('sha256').update(`caretaker applocker ${name}`).digest('hex');
  const variant = ((Number.parseInt(hex[16] ?? '0', 16) & 3) | 8).toString(16);
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `5${hex.slice(13, 16)}`,
    `${variant}${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ].join('-');
}

interface Written {
  name: string;
  action?: 'Allow' | 'Deny';
  sid?: string;
  kind: 'FilePathRule' | 'FilePublisherRule' | 'FileHashRule';
  condition: string;
  exceptions?: readonly string[];
}

const path = (value: string) => `<FilePathCondition Path="${text(value)}" />`;
const publisher = (name: string, product: string) =>
  `<FilePublisherCondition PublisherName="${text(name)}" ProductName="${text(product)}" BinaryName="*"><BinaryVersionRange LowSection="*" HighSection="*" /></FilePublisherCondition>`;
const hash = (hex: string) =>
  `<FileHashCondition><FileHash Type="SHA256" Data="0x${hex.toUpperCase()}" SourceFileName="" SourceFileLength="0" /></FileHashCondition>`;

function ruleXml(collection: string, rule: Written): string {
  const { name, kind, condition, action = 'Allow', sid = everyone, exceptions = [] } = rule;
  const inner = [
    `      <Conditions>${condition}</Conditions>`,
    ...(exceptions.length > 0 ? [`      <Exceptions>${exceptions.join('')}</Exceptions>`] : []),
  ];
  return `    <${kind} Id="${guid(`${collection} ${name}`)}" Name="${text(`${ownPrefix}${name}`)}" Description="" UserOrGroupSid="${sid}" Action="${action}">
${inner.join('\n')}
    </${kind}>`;
}

function fromCatalogue(rule: Rule): Written[] {
  const action = rule.decision === 'deny' ? ('Deny' as const) : ('Allow' as const);
  const base = { name: rule.id, action };
  if (rule.by === 'publisher')
    return [{ ...base, kind: 'FilePublisherRule', condition: publisher(rule.value.toUpperCase(), '*') }];
  if (rule.by === 'product') {
    const maker = rule.publisher === '' ? '*' : rule.publisher.toUpperCase();
    return [{ ...base, kind: 'FilePublisherRule', condition: publisher(maker, rule.value.toUpperCase()) }];
  }
  if (rule.by === 'hash' && /^[0-9a-f]{64}$/i.test(rule.value))
    return [{ ...base, kind: 'FileHashRule', condition: hash(rule.value) }];
  if (rule.by !== 'path_class') return [];
  return (Object.hasOwn(folders, rule.value) ? (folders[rule.value] ?? []) : []).map((folder, index) => ({
    ...base,
    name: index === 0 ? rule.id : `${rule.id} ${index + 1}`,
    kind: 'FilePathRule' as const,
    condition: path(folder),
  }));
}

/** Assistive technology and the like that lies in a person's own folders, by the signature that was seen here. */
function seenProtected(known: readonly Program[]): Written[] {
  const rules = new Map<string, Written>();
  for (const one of known) {
    if (one.publisher === null || one.pathClass === 'windows' || protectedAs(one) === null) continue;
    const product = one.product ?? '*';
    const name = `protected ${guid(`${one.publisher}\n${product}`).slice(0, 8)}`;
    rules.set(name, {
      name,
      kind: 'FilePublisherRule',
      condition: publisher(one.publisher.toUpperCase(), product.toUpperCase()),
    });
  }
  return [...rules.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

const windowsFolder: Written = {
  name: 'windows',
  kind: 'FilePathRule',
  condition: path('%WINDIR%\\*'),
  exceptions: writable.map(path),
};
const programFiles: Written = {
  name: 'program files',
  kind: 'FilePathRule',
  condition: path('%PROGRAMFILES%\\*'),
};
const forAdministrators: Written = {
  name: 'administrators',
  kind: 'FilePathRule',
  sid: administrators,
  condition: path('*'),
};
/** Enforcing programs without this stops every packaged app, Start and Settings among them (event 8027). */
const signedApps: Written = {
  name: 'signed apps',
  kind: 'FilePublisherRule',
  condition:
    '<FilePublisherCondition PublisherName="*" ProductName="*" BinaryName="*"><BinaryVersionRange LowSection="0.0.0.0" HighSection="*" /></FilePublisherCondition>',
};
const installed: Written = {
  name: 'installed packages',
  kind: 'FilePathRule',
  condition: path('%WINDIR%\\Installer\\*'),
};

function collection(type: string, mode: EnforcementMode, rules: readonly Written[]): string {
  return [
    `  <RuleCollection Type="${type}" EnforcementMode="${mode}">`,
    ...rules.map(rule => ruleXml(type, rule)),
    '  </RuleCollection>',
  ].join('\n');
}

/** `rules` are those that count on Windows (decide.ts, `rulesFor`), `known` the programs that were seen here. */
export function appLockerPolicy(
  rules: readonly Rule[],
  mode: EnforcementMode,
  known: readonly Program[] = [],
): string {
  const own = rules.flatMap(fromCatalogue);
  const installers = own.filter(({ kind }) => kind !== 'FilePathRule');
  return `${[
    '<AppLockerPolicy Version="1">',
    collection('Appx', mode, [signedApps]),
    collection('Exe', mode, [
      windowsFolder,
      programFiles,
      forAdministrators,
      ...seenProtected(known),
      ...own,
    ]),
    collection('Msi', mode, [installed, forAdministrators, ...installers]),
    '</AppLockerPolicy>',
  ].join('\n')}\n`;
}
