/** Events and answers marked composed are written by hand after what Microsoft documents; nothing here was seen on a live machine. */
import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import fc from 'fast-check';
import { decide, rulesFor } from '../../../../../shared/controls/approved-software/decide.ts';
import { policy, ruleKinds } from '../../../../../shared/controls/approved-software/policy.ts';
import type { Program } from '../../../../../shared/controls/approved-software/program.ts';
import { protectedAs } from '../../../../../shared/controls/approved-software/protected.ts';
import { itOnRecorded, recorded } from '../../../../../test/support/recorded.ts';
import { parseEvent } from './event.ts';
import { ownerOf, parsePolicy, stateOf } from './parse-policy.ts';
import { applyScript } from './plan.ts';
import { appLockerPolicy } from './policy-xml.ts';

const golden = (name: string) => readFileSync(new URL(`../fixtures/${name}`, import.meta.url), 'utf8');
const catalogue = policy.parse({
  rules: [
    { id: 'mozilla', value: 'O=Mozilla Corporation, L=San Francisco, S=California, C=US', system: 'windows' },
    { id: 'scratch', by: 'product', value: 'Scratch 3 & more', publisher: 'O="Example, Inc.", C=US' },
    {
      id: 'no-game',
      decision: 'deny',
      by: 'product',
      value: 'Block Game',
      publisher: 'O=EXAMPLE GAMES INC, C=US',
    },
    { id: 'old-tool', by: 'hash', value: 'cd'.repeat(32) },
    { id: 'sticks', decision: 'deny', by: 'path_class', value: 'removable' },
    { id: 'tux', by: 'package', value: 'supertux' },
  ],
});
const nvda: Program = {
  ...{ publisher: 'O=NV ACCESS LIMITED, C=AU', product: 'NVDA', package: null, hash: null },
  ...{ pathClass: 'user_writable', stopped: 'no' },
};
const rules = rulesFor(catalogue.rules, 'windows');

/** The shape of AppLocker's published schema, as far as the generator uses it. */
function againstSchema(xml: string): string[] {
  const wrong: string[] = [];
  const ids = new Set<string>();
  const guid = /^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$/;
  const lines = xml.replace(/>\s+</g, '><');
  if (
    !/^<AppLockerPolicy Version="1">(<RuleCollection .*<\/RuleCollection>)+<\/AppLockerPolicy>\s*$/.test(
      lines,
    )
  )
    wrong.push('not a policy of collections');
  for (const [, type, mode] of lines.matchAll(/<RuleCollection Type="([^"]*)" EnforcementMode="([^"]*)">/g)) {
    if (!['Appx', 'Exe', 'Msi'].includes(type ?? '')) wrong.push(`collection ${type}`);
    if (!['AuditOnly', 'Enabled'].includes(mode ?? '')) wrong.push(`mode ${mode}`);
  }
  for (const [, kind, head = '', inner = ''] of lines.matchAll(/<(File\w+Rule) ([^>]*)>(.*?)<\/\1>/g)) {
    const [, id = '', name = '', , sid = '', action = ''] =
      /^Id="([^"]*)" Name="([^"]*)" Description="([^"]*)" UserOrGroupSid="([^"]*)" Action="([^"]*)"$/.exec(
        head,
      ) ?? [];
    if (!guid.test(id) || ids.has(id)) wrong.push(`id ${id} of ${name}`);
    ids.add(id);
    if (name === '' || !/^S-1(-\d+)+$/.test(sid) || !['Allow', 'Deny'].includes(action))
      wrong.push(`head ${head}`);
    const condition = {
      FilePathRule: '<FilePathCondition Path="[^"<]+" />',
      FilePublisherRule:
        '<FilePublisherCondition PublisherName="[^"<]+" ProductName="[^"<]+" BinaryName="[^"<]+"><BinaryVersionRange LowSection="[\\d.*]+" HighSection="[\\d.*]+" /></FilePublisherCondition>',
      FileHashRule:
        '<FileHashCondition><FileHash Type="SHA256" Data="0x[0-9A-F]{64}" SourceFileName="[^"<]*" SourceFileLength="\\d+" /></FileHashCondition>',
    }[kind ?? ''];
    if (
      !new RegExp(
        `^<Conditions>${condition}</Conditions>(<Exceptions>(<FilePathCondition Path="[^"<]+" />)+</Exceptions>)?$`,
      ).test(inner)
    )
      wrong.push(`inner of ${name}`);
  }
  if (/&(?!(amp|lt|gt|quot);)/.test(xml)) wrong.push('a bare &');
  return wrong;
}

describe('a policy for AppLocker', () => {
  it('is the one that was read by eye against Microsoft’s schema', () => {
    expect(appLockerPolicy(rules, 'AuditOnly', [nvda])).to.equal(golden('applocker.watch.xml'));
    expect(appLockerPolicy(rules, 'Enabled', [nvda])).to.equal(golden('applocker.enforce.xml'));
    expect(againstSchema(golden('applocker.enforce.xml'))).to.deep.equal([]);
  });

  it('always lets signed apps run, never touches libraries and scripts, and is known as ours again', () => {
    for (const mode of ['AuditOnly', 'Enabled'] as const) {
      const read = parsePolicy(appLockerPolicy([], mode)) ?? [];
      expect(read.map(one => [one.type, one.mode])).to.deep.equal([
        ['Appx', mode],
        ['Exe', mode],
        ['Msi', mode],
      ]);
      expect(read[0]?.rules.map(({ action }) => action)).to.deep.equal(['Allow']);
      expect(ownerOf(read)).to.equal('caretaker');
      expect(stateOf(read)).to.equal(mode === 'Enabled' ? 'enforcing' : 'watching');
    }
  });

  it('takes no lone star, which would stand for every publisher there is', () => {
    const starred = (over: object) => ({
      rules: [{ id: 'a', decision: 'deny', by: 'publisher', value: 'X', ...over }],
    });
    for (const over of [{ value: '*' }, { value: ' ** ' }, { publisher: '?' }])
      expect(policy.safeParse(starred(over)).success, JSON.stringify(over)).to.equal(false);
    expect(policy.safeParse(starred({})).success).to.equal(true);
  });

  it('keeps to the schema and denies nothing that is protected, whatever the catalogue says', () => {
    const value = fc
      .oneof(
        fc.string(),
        fc.constantFrom('O=MICROSOFT CORPORATION, C=US', 'windows', 'removable', 'f'.repeat(64)),
      )
      .filter(one => /[^*?\s]/.test(one) && one.length <= 200);
    const aRule = fc.record({
      id: fc.stringMatching(/^[a-z][a-z0-9-]{0,20}$/),
      decision: fc.constantFrom('allow', 'deny'),
      by: fc.constantFrom(...ruleKinds),
      value,
      publisher: fc.constantFrom('', 'O=ETH Zürich, C=CH', 'O=EXAMPLE, C=GB'),
    });
    fc.assert(
      fc.property(fc.uniqueArray(aRule, { maxLength: 8, selector: ({ id }) => id }), asked => {
        const parsed = policy.parse({ rules: asked });
        const xml = appLockerPolicy(rulesFor(parsed.rules, 'windows'), 'Enabled', [nvda]);
        expect(againstSchema(xml)).to.deep.equal([]);
        const denied = (parsePolicy(xml) ?? [])
          .flatMap(one => one.rules)
          .filter(({ action }) => action === 'Deny');
        expect(
          denied.filter(
            ({ path }) =>
              path !== null && /WINDIR|PROGRAMFILES|\*$/.test(path) && !/REMOVABLE|HOT|Users/.test(path),
          ),
        ).to.deep.equal([]);
        expect(xml).to.not.match(
          /Action="Deny">\s*<Conditions><FilePublisherCondition PublisherName="(\*"|O=MICROSOFT|O=ETH)/i,
        );
      }),
    );
  });

  it('says of a program what the simulator says', () => {
    const allowed = (program: Partial<Program>) =>
      decide(catalogue, { ...nvda, publisher: null, product: null, ...program }, 'windows').allowed;
    expect(protectedAs(nvda)).to.equal('assistive technology');
    expect(allowed({ publisher: 'O=MOZILLA CORPORATION, L=SAN FRANCISCO, S=CALIFORNIA, C=US' })).to.equal(
      true,
    );
    expect(
      allowed({ publisher: 'O=EXAMPLE GAMES INC, C=US', product: 'BLOCK GAME', pathClass: 'program_files' }),
    ).to.equal(false);
    expect(allowed({ pathClass: 'removable' })).to.equal(false);
  });

  it('is emptied before the service is stopped, and waits for AppLocker to say so', () => {
    const order = [
      'Set-AppLockerPolicy -XmlPolicy $empty',
      'if (-not (Await8001)) { exit 2 }',
      'Stop-Service -Name AppIDSvc',
    ];
    const places = order.map(text => applyScript.lastIndexOf(text));
    expect(places.every(at => at > 0)).to.equal(true);
    expect(places).to.deep.equal([...places].sort((a, b) => a - b));
  });
});

describe('AppLocker’s policy, read', () => {
  it('takes rules without a mode for enforced, and no rules for none', () => {
    const rule =
      '<FilePathRule Id="x" Name="n" Description="" UserOrGroupSid="S-1-1-0" Action="Allow"><Conditions><FilePathCondition Path="*" /></Conditions></FilePathRule>';
    const with_ = (mode: string, inner: string) =>
      parsePolicy(
        `<AppLockerPolicy Version="1"><RuleCollection Type="Exe" EnforcementMode="${mode}">${inner}</RuleCollection></AppLockerPolicy>`,
      ) ?? [];
    expect(stateOf(with_('NotConfigured', rule))).to.equal('enforcing');
    expect(stateOf(with_('AuditOnly', rule))).to.equal('watching');
    expect(stateOf(with_('Enabled', ''))).to.equal('off');
    expect(ownerOf(with_('Enabled', rule))).to.equal('other');
    expect(parsePolicy('<AppLockerPolicy Version="1" />')).to.deep.equal([]);
  });

  it('cut at any byte is no policy', () => {
    const xml = golden('applocker.watch.xml').trim();
    for (let length = 0; length < xml.length; length += 3)
      expect(parsePolicy(xml.slice(0, length))).to.equal(undefined);
  });

  itOnRecorded('reads the recorded policies: enforced, with a rule that is not what its name says', () => {
    const read =
      parsePolicy(recorded('windows/get-applockerpolicy-effective-xml/defaults-with-writable-hole.xml')) ??
      [];
    expect(stateOf(read)).to.equal('enforcing');
    expect(ownerOf(read)).to.equal('other');
    const programs = read.find(({ type }) => type === 'Exe')?.rules ?? [];
    expect(programs.find(({ name }) => name.includes('Program Files'))?.path).to.equal('%OSDRIVE%\\tmp\\*');
    const deny = parsePolicy(recorded('windows/applocker-policy-xml/deny-oldbginfo.xml')) ?? [];
    expect(deny.flatMap(one => one.rules).map(({ action, kind }) => [action, kind])).to.deep.equal([
      ['Deny', 'FilePublisherRule'],
    ]);
    const long =
      parsePolicy(recorded('windows/applocker-policy-xml/onedrive-initialinstall-win10v1803.xml')) ?? [];
    expect(long.map(({ type }) => type)).to.include('Dll');
    const defaults = parsePolicy(recorded('windows/applocker-policy-xml/defaultruleswithplaceholders.xml'));
    expect(defaults?.map(({ type }) => type)).to.include.members(['Exe', 'Msi', 'Script']);
    expect(stateOf(defaults ?? [])).to.equal('watching');
    expect(ownerOf(defaults ?? [])).to.equal('other');
  });
});

describe('an event of AppLocker', () => {
  /** Composed after the documented event 8003. */
  const event = (
    id: number,
    fqbn = 'O=EXAMPLE GAMES INC, L=AUSTIN, C=US\\BLOCK &amp; GAME\\GAME.EXE\\1.0.0.0',
  ) =>
    `<Event xmlns="http://schemas.microsoft.com/win/2004/08/events/event"><System><Provider Name="Microsoft-Windows-AppLocker" /><EventID>${id}</EventID><EventRecordID>42</EventRecordID><Security UserID="S-1-5-21-1-2-3-1001" /></System><UserData><RuleAndFileData xmlns="http://schemas.microsoft.com/schemas/event/Microsoft.Windows/1.0.0.0"><PolicyName>EXE</PolicyName><RuleId>{00000000-0000-0000-0000-000000000000}</RuleId><RuleName>-</RuleName><TargetUser>S-1-5-21-1-2-3-1001</TargetUser><FilePath>%OSDRIVE%\\USERS\\A.PUPIL\\DOWNLOADS\\GAME.EXE</FilePath><FileHash>${'AB'.repeat(32)}</FileHash><Fqbn>${fqbn}</Fqbn></RuleAndFileData></UserData></Event>`;

  const others = {
    'eventxml-accounts': ['4720-1', '4732-1', '4738-1', '4739-1'],
    'eventxml-bitlocker': ['768-1', '775-1', '840-1'],
    'eventxml-codeintegrity': ['3077-v5-enforced-block', '3089-signature-of-3077', '3099-policy-loaded'],
    'eventxml-defender': ['1116-1', '1117-1', '5007-1'],
    'eventxml-firewall': ['2004-1', '4950-1'],
    'eventxml-log-cleared': ['104-1', '1102-1'],
    'eventxml-security': ['4616', '4688', '4738'],
    'eventxml-system': ['20003', '7001', '7045'],
    'eventxml-usb-6416': ['6416-1'],
  };
  for (const [family, names] of Object.entries(others))
    itOnRecorded(`of somebody else is read whole and is no program that was stopped (${family})`, () => {
      for (const name of names) {
        const text = recorded(`windows/${family}/${name}.xml`);
        const xml = /<Event .*<\/Event>/s.exec(text)?.[0] ?? '';
        const event = parseEvent(xml);
        expect(event?.id, name).to.equal(Number.parseInt(name, 10));
        expect(event?.record, name).to.be.above(0);
        expect(event?.program, name).to.equal(null);
        expect(parseEvent(xml.slice(0, -9)), name).to.equal(undefined);
      }
    });

  it('tells the program without its path or its user, and what became of it', () => {
    const told = parseEvent(event(8004));
    expect(told).to.deep.equal({
      ...{ id: 8004, record: 42 },
      program: {
        ...{ publisher: 'O=EXAMPLE GAMES INC, L=AUSTIN, C=US', product: 'BLOCK & GAME', package: null },
        ...{ hash: 'ab'.repeat(32), pathClass: 'user_writable', stopped: 'was' },
      },
    });
    expect(JSON.stringify(told)).to.not.match(/PUPIL|S-1-5/);
    expect(parseEvent(event(8003))?.program?.stopped).to.equal('would_be');
    expect(parseEvent(event(8003, '-'))?.program).to.include({ publisher: null, product: null });
    expect(parseEvent(event(8001))?.program).to.equal(null);
  });

  it('cut at any byte is no event', () => {
    const xml = event(8004);
    for (let length = 0; length < xml.length; length++)
      expect(parseEvent(xml.slice(0, length))).to.equal(undefined);
  });
});
