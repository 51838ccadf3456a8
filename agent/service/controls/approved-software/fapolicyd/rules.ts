/**
 * fapolicyd's rules for a catalogue. The first rule that fits decides, so the order is the meaning:
 * root first, because the system and whoever mends it must never be stopped; then what the catalogue denies;
 * then the loader's and the interpreters' ways around; then what is trusted; then nothing.
 */
import type { Policy, Rule } from '../../../../../shared/controls/approved-software/policy.ts';

export const rulesFile = '/etc/fapolicyd/rules.d/10-caretaker.rules';
export const rulesMark = '# Written by Caretaker';

/**
 * Read after all of ours, which decide everything: so it decides only where those were taken out by hand. Then the rule
 * that Debian's package brings (`90-deny-execute.rules`) would stop every program, root's and this agent's among them.
 */
export const withoutRulesFile = '/etc/fapolicyd/rules.d/89-caretaker.rules';
export const withoutRules = `${rulesMark}. Decides only where 10-caretaker.rules is gone: then nothing is stopped.
allow perm=any all : all
`;

/** What stands on this machine that the rules must name. Whole paths, as /proc shows them. */
export interface Terrain {
  /** Shells, Python and their like. */
  interpreters: readonly string[];
  /** Antivirus programs, which must be able to read what may not run. */
  scanners: readonly string[];
  /** Files that a denied package starts by, for each rule. */
  denied: ReadonlyMap<string, readonly string[]>;
  /** Folders (ending in `/`) and files that lie among administrators' programs and that people can change. */
  open: readonly string[];
}

/** Folders that only administrators write to and that no package vouches for. */
const administrators = ['/etc/', '/opt/', '/usr/local/', '/snap/', '/var/lib/flatpak/', '/var/lib/snapd/'];

/** As libmagic calls them in fapolicyd; 10-languages.rules of 1.1.7, with shell scripts. */
const languages = [
  ...[
    'application/x-bytecode.ocaml',
    'application/x-bytecode.python',
    'application/java-archive',
    'text/x-java',
  ],
  ...['application/x-java-applet', 'application/javascript', 'text/javascript', 'text/x-awk', 'text/x-gawk'],
  ...[
    'text/x-lisp',
    'application/x-elc',
    'text/x-lua',
    'text/x-m4',
    'text/x-perl',
    'text/x-php',
    'text/x-python',
  ],
  ...['text/x-R', 'text/x-ruby', 'text/x-script.guile', 'text/x-tcl', 'text/x-luatex', 'text/x-shellscript'],
];

/**
 * Nobody but root and antivirus even opens one that is not trusted: `ld-linux-x86-64.so.2 FILE` opens it and never
 * executes it, and at that moment the daemon still takes the loader for the program that called it.
 */
const programs = [
  ...['application/x-executable', 'application/x-pie-executable', 'application/x-sharedlib'],
  'application/x-bad-elf',
];

/** Made by packages' own scripts below /usr, so that no list of a package names them. */
const compiled = ['application/x-bytecode.python', 'application/x-elc'];

/** Denied to people although their package is installed and protected: nothing that they need is lost. */
export const namespaceRule = 'caretaker-namespaces';

/** What they start may have a file system of its own, which the daemon does not see. */
const namespaces = ['/usr/bin/unshare', '/usr/bin/nsenter'];

/** What people can change although it lies among administrators' programs is theirs. */
export const openRule = 'caretaker-open-folder';

/** Nothing there starts, and nobody's interpreter reads it; root was let through before. */
const denyAt = (name: string, place: string, interpreters: boolean): string[] =>
  [
    `deny_syslog perm=execute all : ${place}`,
    `deny_syslog perm=open all : ${place} ftype=%programs`,
    ...(interpreters ? [`deny_syslog perm=open exe=%interpreters : ${place} ftype=%languages`] : []),
  ].flatMap(line => [`# rule ${name}`, line]);

/** A name that has no place in a rule is denied with the folder above it, but never with a whole prefix. */
function openPlaces(open: readonly string[]): string[] {
  const places = open.flatMap(path => {
    if (canStand(path)) return [path.endsWith('/') ? `dir=${path}` : `path=${path}`];
    let at = path.replace(/\/+$/, '');
    while (at !== '' && !canStand(`${at}/`)) at = at.slice(0, at.lastIndexOf('/'));
    return at === '' || administrators.includes(`${at}/`) ? [] : [`dir=${at}/`];
  });
  return [...new Set(places)];
}

/** One thing stands for a set of one: an empty set would stop the daemon. */
const set = (name: string, values: readonly string[]) =>
  values.length > 0 ? [`%${name}=${values.join(',')}`] : [];

/**
 * A packaged program is denied by its package, which the protected list knows; a hash could be anybody's.
 * Only where a program starts or an interpreter reads: a hash is reckoned for every file that comes to such a rule.
 */
function hashRule(rule: Rule, interpreters: boolean): string[] {
  const hash = rule.value.toLowerCase();
  if (rule.decision === 'deny')
    return [`# rule ${rule.id}`, `deny_syslog perm=execute all : trust=0 sha256hash=${hash}`];
  return [
    `# rule ${rule.id}`,
    `allow perm=execute all : sha256hash=${hash}`,
    `allow perm=open all : ftype=%programs sha256hash=${hash}`,
    ...(interpreters ? [`allow perm=open exe=%interpreters : ftype=%languages sha256hash=${hash}`] : []),
  ];
}

const isHash = (rule: Rule) => rule.by === 'hash' && /^[0-9a-f]{64}$/i.test(rule.value);

/** A path with a space or a comma has no place in a rule, nor has the root of all. */
const canStand = (path: string) => /^\/[\w.+@-][\w./+@-]*$/.test(path);

function deniedPackages(rules: readonly Rule[], denied: Terrain['denied']): string[] {
  return rules
    .filter(rule => rule.by === 'package' && rule.decision === 'deny')
    .flatMap(rule =>
      (denied.get(rule.id) ?? [])
        .filter(canStand)
        .flatMap(path => [`# rule ${rule.id}`, `deny_syslog perm=execute all : path=${path}`]),
    );
}

function aroundScripts(policy: Pick<Policy, 'ownScripts'>, interpreters: readonly string[]): string[] {
  if (policy.ownScripts || interpreters.length === 0) return [];
  return [
    'allow perm=open exe=%interpreters : ftype=%languages trust=1',
    'deny_syslog perm=open exe=%interpreters : ftype=%languages',
  ];
}

/** `rules` are those that count on Linux (decide.ts, `rulesFor`). */
export function fapolicydRules(
  policy: Pick<Policy, 'ownScripts'>,
  rules: readonly Rule[],
  terrain: Terrain,
): string {
  const interpreters = terrain.interpreters.filter(canStand);
  const scanners = terrain.scanners.filter(canStand);
  const reads = interpreters.length > 0 && !policy.ownScripts;
  const hashes = rules.filter(isHash);
  const byHash = (decision: Rule['decision']) =>
    hashes.filter(rule => rule.decision === decision).flatMap(rule => hashRule(rule, reads));
  const sticks = rules.filter(rule => rule.by === 'path_class' && rule.decision === 'allow');
  const shut = rules
    .filter(rule => rule.by === 'path_class' && rule.decision === 'deny')
    .flatMap(rule =>
      (Object.hasOwn(placesOf, rule.value) ? (placesOf[rule.value] ?? []) : []).flatMap(folder =>
        denyAt(rule.id, `dir=${folder}`, reads),
      ),
    );
  const allowed = sticks.flatMap(rule =>
    (Object.hasOwn(placesOf, rule.value) ? (placesOf[rule.value] ?? []) : []).flatMap(folder => [
      `# rule ${rule.id}`,
      `allow perm=any all : dir=${folder}`,
    ]),
  );
  return `${[
    `${rulesMark}, and written again when it is changed. The first rule that fits decides.`,
    ...set('languages', languages),
    ...set('programs', programs),
    ...set('interpreters', interpreters),
    ...set('compiled', compiled),
    ...set('scanners', scanners),
    'allow perm=any uid=0 : all',
    ...(scanners.length > 0 ? ['allow perm=open exe=%scanners : all'] : []),
    'allow perm=any all : dir=/opt/caretaker/',
    ...deniedPackages(rules, terrain.denied),
    ...byHash('deny'),
    ...shut,
    ...byHash('allow'),
    ...openPlaces(terrain.open).flatMap(place => denyAt(openRule, place, reads)),
    ...administrators.map(folder => `allow perm=any all : dir=${folder}`),
    ...allowed,
    ...namespaces.flatMap(path => [`# rule ${namespaceRule}`, `deny_syslog perm=execute all : path=${path}`]),
    'allow perm=open all : dir=/usr/ ftype=%compiled',
    ...aroundScripts(policy, interpreters),
    'allow perm=open all : ftype=%programs trust=1',
    'deny_syslog perm=open all : ftype=%programs',
    'allow perm=execute all : trust=1',
    ...(policy.ownScripts ? ['allow perm=execute all : ftype=%languages'] : []),
    'deny_syslog perm=execute all : all',
    'allow perm=open all : all',
  ].join('\n')}\n`;
}

const placesOf: Record<string, readonly string[]> = {
  removable: ['/media/', '/run/media/'],
  user_writable: ['/home/', '/tmp/', '/var/tmp/'],
};

const ruleLine =
  /^(?:allow|deny_syslog) perm=(?:any|open|execute) (?:all|uid=0|exe=%[a-z]+) : (?:all|trust=[01](?: sha256hash=[0-9a-f]{64})?|dir=\/[\w./+@-]+\/(?: ftype=%[a-z]+)?|path=\/[\w./+@-]+(?: ftype=%[a-z]+)?|sha256hash=[0-9a-f]{64}|ftype=%[a-z]+(?: trust=[01]| sha256hash=[0-9a-f]{64})?)$/;

/**
 * What is wrong with a rule file of ours; null when the daemon will take it. 1.1.7 has no such check of its own, and
 * a daemon that finds a bad rule does not start.
 */
export function wrongWith(text: string): string | null {
  const sets = new Set([...text.matchAll(/^%([a-z]+)=\S+$/gm)].map(([, name]) => name));
  const lines = text.split('\n').filter(line => line !== '' && !line.startsWith('#'));
  for (const line of lines.filter(one => !/^%[a-z]+=[^\s%]+$/.test(one))) {
    if (!ruleLine.test(line)) return `not a rule: ${line.slice(0, 120)}`;
    const missing = [...line.matchAll(/%([a-z]+)/g)].find(([, name]) => !sets.has(name));
    if (missing) return `%${missing[1]} is not a set`;
  }
  const rules = lines.filter(line => !line.startsWith('%'));
  if (rules[0] !== 'allow perm=any uid=0 : all') return 'the first rule does not let root run everything';
  if (rules.at(-1) !== 'allow perm=open all : all') return 'the last rule does not let files be opened';
  return null;
}

/** The catalogue's own name for the rule of this number, as events name it; null for one of the fixed rules. */
export function ruleNamed(text: string, number: number): string | null {
  let count = 0;
  let name: string | null = null;
  for (const line of text.split('\n')) {
    if (line === '' || line.startsWith('%')) continue;
    if (line.startsWith('#')) name = /^# rule ([a-z0-9-]+)$/.exec(line)?.[1] ?? null;
    else if (++count === number) return name;
    else name = null;
  }
  return null;
}
