/** AppLocker's policy for a catalogue. What `Set-AppLockerPolicy` takes; Dll and Script collections are never made. */
import { createHash } from 'node:crypto';
import type { Rule } from '../../../../../shared/controls/approved-software/policy.ts';
import type { Program } from '../../../../../shared/controls/approved-software/program.ts';
import { protectedAs } from '../../../../../shared/controls/approved-software/protected.ts';
import { openInWindows } from './open-folders.ts';

/** Every rule of ours is called so; a policy with any other rule is somebody else's. */
export const ownPrefix = 'caretaker:';

export type EnforcementMode = 'AuditOnly' | 'Enabled';

const everyone = 'S-1-1-0';
const administrators = 'S-1-5-32-544';

const writable = openInWindows.map(folder => `%WINDIR%\\${folder}\\*`);

const folders: Partial<Record<string, readonly string[]>> = {
  windows: ['%WINDIR%\\*'],
  program_files: ['%PROGRAMFILES%\\*'],
  user_writable: ['%OSDRIVE%\\*'],
  removable: ['%REMOVABLE%\\*', '%HOT%\\*'],
};

/** What is denied there is denied whatever else allows it, so it must not reach the system's own folders. */
const deniedFolders: typeof folders = { ...folders, user_writable: ['%OSDRIVE%\\Users\\*'] };

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

/** To AppLocker a star is any text, so a name that holds one would be many names; and nothing at all is no name. */
const isName = (value: string) => text(value).trim() !== '' && !value.includes('*');

/** `needed` are conditions of what must run although its folder is denied. */
function fromCatalogue(rule: Rule, needed: readonly string[]): Written[] {
  const action = rule.decision === 'deny' ? ('Deny' as const) : ('Allow' as const);
  const base = { name: rule.id, action };
  const except = (exceptions: readonly string[]) => (rule.decision === 'deny' ? { exceptions } : {});
  if (rule.by === 'publisher' || rule.by === 'product') {
    const makers = rule.by === 'publisher' ? rule.value : rule.publisher;
    if (!isName(rule.value) || (makers !== '' && !isName(makers))) return [];
    const condition = publisher(
      makers === '' ? '*' : makers.toUpperCase(),
      rule.by === 'publisher' ? '*' : rule.value.toUpperCase(),
    );
    // A maker of drivers has programs among Windows' own files, and those stay.
    return [{ ...base, kind: 'FilePublisherRule', condition, ...except([path('%WINDIR%\\*')]) }];
  }
  if (rule.by === 'hash' && /^[0-9a-f]{64}$/i.test(rule.value))
    return [{ ...base, kind: 'FileHashRule', condition: hash(rule.value) }];
  if (rule.by !== 'path_class') return [];
  const places = rule.decision === 'deny' ? deniedFolders : folders;
  return (Object.hasOwn(places, rule.value) ? (places[rule.value] ?? []) : []).map((folder, index) => ({
    ...base,
    name: index === 0 ? rule.id : `${rule.id} ${index + 1}`,
    kind: 'FilePathRule' as const,
    condition: path(folder),
    ...except(needed),
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
const programFiles = (open: readonly string[]): Written => ({
  name: 'program files',
  kind: 'FilePathRule',
  condition: path('%PROGRAMFILES%\\*'),
  exceptions: open.map(folder => path(`${folder}\\*`)),
});
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

/** What was seen on this computer. */
export interface Seen {
  /** Programs; those that are protected get a rule of their own. */
  known?: readonly Program[];
  /** Folders below Program Files in which anybody may write, as `%PROGRAMFILES%\\Vendor\\data`. */
  open?: readonly string[];
}

/** `rules` are those that count on Windows (decide.ts, `rulesFor`). */
export function appLockerPolicy(
  rules: readonly Rule[],
  mode: EnforcementMode,
  { known = [], open = [] }: Seen = {},
): string {
  const needed = seenProtected(known);
  const own = rules.flatMap(rule =>
    fromCatalogue(
      rule,
      needed.map(({ condition }) => condition),
    ),
  );
  const installers = own.filter(({ kind }) => kind !== 'FilePathRule');
  return `${[
    '<AppLockerPolicy Version="1">',
    collection('Appx', mode, [signedApps]),
    collection('Exe', mode, [windowsFolder, programFiles(open), forAdministrators, ...needed, ...own]),
    collection('Msi', mode, [installed, forAdministrators, ...installers]),
    '</AppLockerPolicy>',
  ].join('\n')}\n`;
}
