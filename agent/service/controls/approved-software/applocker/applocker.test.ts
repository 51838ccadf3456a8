/** Events and answers marked composed are written by hand after what Microsoft documents; nothing here was seen on a live machine. */
import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import fc from 'fast-check';
import { decide, rulesFor } from '../../../../../shared/controls/approved-software/decide.ts';
import { policy, ruleKinds } from '../../../../../shared/controls/approved-software/policy.ts';
import { type Program, pathClasses } from '../../../../../shared/controls/approved-software/program.ts';
import { itOnRecorded, recorded } from '../../../../../test/support/recorded.ts';
import { parseEvent, windowsPathClass } from './event.ts';
import { ownerOf, parsePolicy, stateOf } from './parse-policy.ts';
import { applyScript } from './plan.ts';
import { appLockerPolicy } from './policy-xml.ts';
import { wrongWithPolicy } from './schema.ts';
import { startedFrom, tryOut, windowsOwn, wouldRun } from './simulate.ts';

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

describe('a policy for AppLocker', () => {
  it('is the one that was read by eye against Microsoft’s schema', () => {
    expect(appLockerPolicy(rules, 'AuditOnly', { known: [nvda] })).to.equal(golden('applocker.watch.xml'));
    expect(appLockerPolicy(rules, 'Enabled', { known: [nvda] })).to.equal(golden('applocker.enforce.xml'));
    for (const name of ['applocker.watch.xml', 'applocker.enforce.xml'])
      expect(wrongWithPolicy(golden(name)), name).to.equal(null);
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

  const makers = [
    'O=MICROSOFT CORPORATION, L=REDMOND, S=WASHINGTON, C=US',
    'O=ETH ZÜRICH, C=CH',
    'O=EXAMPLE, C=GB',
    'O=EX*MPLE, C=GB',
  ];
  const hashes = ['f'.repeat(64), 'e'.repeat(64)];
  const value = fc
    .oneof(fc.string(), fc.constantFrom(...makers, ...hashes, ...pathClasses, 'NVDA', 'EXAMPLE'))
    .filter(one => /[^*?\s]/.test(one) && one.length <= 200);
  const aRule = fc.record({
    id: fc.stringMatching(/^[a-z][a-z0-9-]{0,20}$/),
    decision: fc.constantFrom('allow', 'deny'),
    by: fc.constantFrom(...ruleKinds),
    value,
    publisher: fc.constantFrom('', ...makers),
  });
  const someRules = fc.uniqueArray(aRule, { maxLength: 8, selector: ({ id }) => id });
  const aProgram = fc.record({
    publisher: fc.constantFrom(null, ...makers.slice(0, 3)),
    product: fc.constantFrom('NVDA', 'EXAMPLE'),
    package: fc.constant(null),
    hash: fc.constantFrom(null, ...hashes),
    pathClass: fc.constantFrom('windows', 'program_files', 'user_writable', 'removable'),
    stopped: fc.constant('no'),
  }) as fc.Arbitrary<Program>;

  it('keeps to the schema and stops nothing that must run, whatever the catalogue says', () =>
    fc.assert(
      fc.property(someRules, fc.array(aProgram, { maxLength: 3 }), (asked, seen) => {
        const catalogue = policy.parse({ rules: asked });
        const known = [nvda, ...seen];
        const xml = appLockerPolicy(rulesFor(catalogue.rules, 'windows', known), 'Enabled', { known });
        expect(wrongWithPolicy(xml)).to.equal(null);
        expect(tryOut(parsePolicy(xml) ?? [], catalogue, known).vital).to.deep.equal([]);
      }),
      // Each tries some two hundred programs.
      { numRuns: 30 },
    ));

  it('does with a program what the catalogue says of it', () =>
    fc.assert(
      fc.property(someRules, fc.array(aProgram, { minLength: 1, maxLength: 4 }), (asked, programs) => {
        const catalogue = policy.parse({ rules: asked });
        const signed = programs.map(one => (one.publisher === null ? { ...one, product: null } : one));
        const counting = rulesFor(catalogue.rules, 'windows', signed);
        const xml = appLockerPolicy(counting, 'Enabled', { known: signed });
        const collections = parsePolicy(xml) ?? [];
        for (const one of signed) {
          const said = decide({ rules: counting }, one, 'windows').allowed;
          expect(wouldRun(collections, startedFrom(one)), JSON.stringify(one)).to.equal(said);
        }
      }),
    ));

  it('would be caught when it stopped Windows’ own, the protected list, or what the catalogue allows', () => {
    const good = appLockerPolicy(rules, 'Enabled', { known: [nvda] });
    const tried = (xml: string) => tryOut(parsePolicy(xml) ?? [], catalogue, [nvda, scratch]);
    const scratch = {
      ...nvda,
      publisher: 'O="EXAMPLE, INC.", C=US',
      product: 'SCRATCH 3 & MORE',
    };
    expect(tried(good)).to.deep.equal({ vital: [], allowed: [] });
    expect(tried(good.replace('%WINDIR%\\*', '%WINDIR%\\Fonts\\*')).vital).to.include(
      'C:\\Windows\\explorer.exe',
    );
    const oldDeny = good.replace(
      'Path="%WINDIR%\\*" />',
      'Path="%WINDIR%\\*" /></Conditions></FilePathRule><FilePathRule Id="00000000-0000-5000-8000-000000000000" Name="caretaker:x" Description="" UserOrGroupSid="S-1-1-0" Action="Deny"><Conditions><FilePathCondition Path="%SYSTEM32%\\LogonUI.exe" />',
    );
    expect(tried(oldDeny).vital).to.include('C:\\Windows\\System32\\LogonUI.exe');
    expect(tried(good.replaceAll('NV ACCESS', 'NO ACCESS')).vital).to.deep.equal([
      'NVDA (NV ACCESS LIMITED)',
    ]);
    expect(tried(good.replace('SCRATCH 3', 'SCRATCH 4')).allowed).to.deep.equal([
      'SCRATCH 3 & MORE (EXAMPLE, INC.)',
    ]);
    expect(tried(good.replace(/PublisherName="\*"/, 'PublisherName="O=X"')).vital).to.include(
      'every packaged app',
    );
  });

  it('does not stop assistive technology in a folder or on a stick that is denied', () => {
    const denied = policy.parse({
      rules: ['user_writable', 'removable'].map(place => ({
        ...{ id: place.replace('_', '-'), decision: 'deny', by: 'path_class', value: place },
      })),
    });
    const game = { ...nvda, publisher: 'O=GAMES, C=US', product: 'GAME' };
    const read = parsePolicy(appLockerPolicy(denied.rules, 'Enabled', { known: [nvda, game] })) ?? [];
    for (const pathClass of ['user_writable', 'removable'] as const) {
      expect(wouldRun(read, startedFrom({ ...nvda, pathClass })), pathClass).to.equal(true);
      expect(wouldRun(read, startedFrom({ ...game, pathClass })), pathClass).to.equal(false);
    }
  });

  it('does not trust folders in which anybody may write', () => {
    const read =
      parsePolicy(appLockerPolicy([], 'Enabled', { open: ['%PROGRAMFILES%\\Old & Bad\\data'] })) ?? [];
    const runs = (path: string) => wouldRun(read, { path, publisher: null, product: null, hash: null });
    expect(runs('C:\\Program Files\\Old & Bad\\tool.exe')).to.equal(true);
    expect(runs('C:\\Program Files (x86)\\Old & Bad\\Data\\game.exe')).to.equal(false);
    expect(runs('C:\\Windows\\Temp\\game.exe')).to.equal(false);
    expect(
      ['%WINDIR%\\TEMP\\A.EXE', '%SYSTEM32%\\TASKS\\A.EXE', 'C:\\Windows\\Tasks\\a.exe'].map(
        windowsPathClass,
      ),
    ).to.deep.equal(['user_writable', 'user_writable', 'user_writable']);
    expect(windowsPathClass('%SYSTEM32%\\cmd.exe')).to.equal('windows');
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
    expect(programs.find(({ name }) => name.includes('Program Files'))?.conditions).to.deep.equal([
      { by: 'path', path: '%OSDRIVE%\\tmp\\*' },
    ]);
    const deny = parsePolicy(recorded('windows/applocker-policy-xml/deny-oldbginfo.xml')) ?? [];
    expect(
      deny.flatMap(one => one.rules).map(({ action, conditions }) => [action, conditions[0]?.by]),
    ).to.deep.equal([['Deny', 'publisher']]);
    const long =
      parsePolicy(recorded('windows/applocker-policy-xml/onedrive-initialinstall-win10v1803.xml')) ?? [];
    expect(long.map(({ type }) => type)).to.include('Dll');
    const defaults = parsePolicy(recorded('windows/applocker-policy-xml/defaultruleswithplaceholders.xml'));
    expect(defaults?.map(({ type }) => type)).to.include.members(['Exe', 'Msi', 'Script']);
    expect(stateOf(defaults ?? [])).to.equal('watching');
    expect(ownerOf(defaults ?? [])).to.equal('other');
  });
});

describe('the schema of AppLocker’s policies', () => {
  itOnRecorded('takes what Windows itself prints and what others wrote, and not a half-made file', () => {
    for (const name of [
      'get-applockerpolicy-effective-xml/defaults-with-writable-hole',
      'applocker-policy-xml/deny-oldbginfo',
      'applocker-policy-xml/onedrive-initialinstall-win10v1803',
    ])
      expect(wrongWithPolicy(recorded(`windows/${name}.xml`)), name).to.equal(null);
    expect(
      wrongWithPolicy(recorded('windows/applocker-policy-xml/defaultruleswithplaceholders.xml')),
    ).to.contain('children');
  });

  itOnRecorded('a recorded policy stops what it was recorded to stop', () => {
    const hole = recorded('windows/get-applockerpolicy-effective-xml/defaults-with-writable-hole.xml');
    const read = parsePolicy(hole) ?? [];
    const runs = (path: string) => wouldRun(read, { path, publisher: null, product: null, hash: null });
    expect(windowsOwn.every(one => wouldRun(read, one))).to.equal(true);
    expect([runs('C:\\tmp\\a.exe'), runs('C:\\Program Files\\a\\a.exe')]).to.deep.equal([true, false]);
    const old = parsePolicy(recorded('windows/applocker-policy-xml/deny-oldbginfo.xml')) ?? [];
    const info = windowsOwn.map(one => ({ ...one, product: 'BGINFO' }));
    expect(info.some(one => wouldRun(old, one))).to.equal(false);
  });

  it('says what is wrong with a policy', () => {
    const good = golden('applocker.enforce.xml');
    const spoiled: [string | RegExp, string][] = [
      ['Version="1"', 'Version="x"'],
      ['Version="1"', ''],
      ['EnforcementMode="Enabled"', 'EnforcementMode="On"'],
      ['Action="Allow"', 'Action="Permit"'],
      ['UserOrGroupSid="S-1-1-0"', 'UserOrGroupSid="Everyone"'],
      [/ Id="[^"]{4}/, ' Id="zzzz'],
      [/ Description=""/, ''],
      ['<FilePathCondition Path="%WINDIR%\\*" />', '<FilePathCondition />'],
      ['HighSection="*"', 'HighSection="newest"'],
      [/Data="0x../, 'Data="0x'],
      ['Type="Exe"', 'Type="Appx"'],
      ['<Conditions>', 'text<Conditions>'],
      ['&amp;', '&'],
      ['</AppLockerPolicy>', '</AppLockerPolicy><x />'],
    ];
    for (const [from, to] of spoiled) {
      const bad = good.replace(from, to);
      expect(bad, String(from)).to.not.equal(good);
      expect(wrongWithPolicy(bad), String(from)).to.be.a('string');
    }
    const [id = ''] = /Id="[^"]+"/.exec(good) ?? [];
    expect(wrongWithPolicy(good.replace(/Id="[^"]+"/g, id))).to.match(/^two rules/);
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
