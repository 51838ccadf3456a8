/** Reads what `Get-AppLockerPolicy -Xml` prints, as far as it must be understood: which collections stop what, and whose rules they are. */
import { ownPrefix } from './policy-xml.ts';

export interface Collection {
  type: string;
  mode: string;
  rules: { name: string; action: string; kind: string; path: string | null }[];
}

const entities: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };
export const unescaped = (value: string) =>
  value.replace(
    /&(?:#x([0-9a-f]+)|#(\d+)|(\w+));/gi,
    (whole, hex?: string, decimal?: string, name?: string) => {
      if (name !== undefined) return entities[name] ?? whole;
      const code = Number.parseInt(hex ?? decimal ?? '', hex === undefined ? 10 : 16);
      return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : whole;
    },
  );

const attribute = (tag: string, name: string) => {
  const [, value] = new RegExp(`\\s${name}="([^"]*)"`).exec(tag) ?? [];
  return value === undefined ? null : unescaped(value);
};

/** Undefined for anything that is not one whole policy. */
export function parsePolicy(xml: string): Collection[] | undefined {
  const text = xml.replace(/<!--[\s\S]*?-->/g, '').trim();
  if (/^<AppLockerPolicy\s[^>]*\/>$/.test(text)) return [];
  if (!/^(?:<\?xml[^>]*\?>\s*)?<AppLockerPolicy\s/.test(text) || !/<\/AppLockerPolicy>$/.test(text))
    return undefined;
  return [...text.matchAll(/<RuleCollection\s([^>]*?)(?:\/>|>([\s\S]*?)<\/RuleCollection>)/g)].map(
    ([, tag = '', body = '']) => ({
      type: attribute(` ${tag}`, 'Type') ?? '',
      mode: attribute(` ${tag}`, 'EnforcementMode') ?? '',
      rules: [...body.matchAll(/<(File(?:Path|Publisher|Hash)Rule)(\s[^>]*)>([\s\S]*?)<\/\1>/g)].map(
        ([, kind = '', head = '', inner = '']) => ({
          kind,
          name: attribute(head, 'Name') ?? '',
          action: attribute(head, 'Action') ?? '',
          path: attribute(/<FilePathCondition(\s[^>]*)>/.exec(inner)?.[1] ?? '', 'Path'),
        }),
      ),
    }),
  );
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
