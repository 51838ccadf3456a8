import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import fc from 'fast-check';
import * as z from 'zod';
import { refusedRules, rulesFor } from '../../../../../shared/controls/approved-software/decide.ts';
import { evaluate } from '../../../../../shared/controls/approved-software/evaluate.ts';
import { policy, ruleKinds } from '../../../../../shared/controls/approved-software/policy.ts';
import { type Program, pathClasses } from '../../../../../shared/controls/approved-software/program.ts';
import { itOnRecorded, recorded } from '../../../../../test/support/recorded.ts';
import { ended, missing, scriptedMachine } from '../../../../../test/support/scripted-machine.ts';
import { parsePlist } from '../../../system/plist.ts';
import { macos } from '../macos.ts';
import { parseSantaStatus } from './parse-status.ts';
import { type SantaSettings, santaProfile, santaRules, santaSettings } from './profile.ts';
import { parseCodesign, parsePs } from './running.ts';
import { tryOutOnMac, wouldRunOnMac } from './simulate.ts';

const golden = (name: string) => readFileSync(new URL(`../fixtures/${name}`, import.meta.url), 'utf8');
const { rules } = policy.parse({
  rules: [
    { id: 'mozilla', value: '43AQ936H96' },
    { id: 'one-app', by: 'product', value: 'org.example.app', publisher: 'ABCDE12345' },
    { id: 'no-games', decision: 'deny', value: 'ZYXWV98765' },
    { id: 'tool', by: 'hash', value: 'AB'.repeat(32) },
    { id: 'pkg', by: 'package', value: 'x' },
  ],
});

describe('Santa’s profile', () => {
  it('is the one that was read by eye, in both modes', () => {
    const ours = rulesFor(rules, 'macos');
    expect(santaProfile(santaSettings(ours, false))).to.equal(golden('santa.watch.mobileconfig'));
    expect(santaProfile(santaSettings(ours, true))).to.equal(golden('santa.enforce.mobileconfig'));
  });

  it('is a whole property list, fails open, and holds only what Santa has a word for', async () => {
    const list = z.object({ PayloadContent: z.array(z.record(z.string(), z.unknown())).length(1) });
    const [content] = (await parsePlist(golden('santa.enforce.mobileconfig'), list, 'a test')).PayloadContent;
    expect(content).to.include({ ClientMode: 2, FailClosed: false });
    expect(content?.StaticRules).to.deep.equal(santaRules(rules));
    const [first, second, third, fourth, ...teams] = santaRules(rules);
    expect([first, second, third, fourth].map(one => one?.rule_type)).to.deep.equal([
      'TEAMID',
      'SIGNINGID',
      'TEAMID',
      'BINARY',
    ]);
    expect(teams.every(one => one.rule_type === 'TEAMID' && one.policy === 'ALLOWLIST')).to.equal(true);
  });

  const teams = ['43AQ936H96', 'ABCDE12345', '2H5GFH3774', 'UBF8T346G9', 'platform'];
  const ids = ['org.example.app', 'com.microsoft.wdav.daemon', 'com.apple.dock'];
  const aRule = fc.record({
    id: fc.stringMatching(/^[a-z][a-z0-9-]{0,20}$/),
    decision: fc.constantFrom('allow', 'deny'),
    by: fc.constantFrom(...ruleKinds),
    value: fc.constantFrom(...teams, ...ids, ...pathClasses),
    publisher: fc.constantFrom('', ...teams),
  });
  const someRules = fc.array(aRule, { maxLength: 8 });

  it('stops nothing that must run, whatever the catalogue says, and nothing else that it allows', () =>
    fc.assert(
      fc.property(someRules, fc.constantFrom(...teams), fc.constantFrom(...ids), (asked, team, id) => {
        const catalogue = policy.parse({
          rules: asked.filter(one => one.by !== 'product' || one.publisher !== ''),
        });
        const known = (['user_writable', 'program_files', 'removable'] as const).map(pathClass => ({
          ...{ publisher: team, product: id, package: null, hash: null, pathClass, stopped: 'no' as const },
        }));
        const counting = rulesFor(catalogue.rules, 'macos', known);
        const tried = tryOutOnMac(santaSettings(counting, true, known), catalogue, known);
        const placed = counting.some(({ by, decision }) => by === 'path_class' && decision === 'allow');
        expect(tried.vital).to.deep.equal([]);
        if (!placed) expect(tried.allowed).to.deep.equal([]);
      }),
    ));

  it('denies no team and no program of Apple’s that a Mac needs', () => {
    const deny = (by: string, value: string, publisher = '') => ({
      id: 'x',
      decision: 'deny',
      by,
      value,
      publisher,
    });
    const refused = (rule: object) => refusedRules(policy.parse({ rules: [rule] }).rules)[0]?.denies;
    expect(refused(deny('product', 'com.apple.loginwindow', 'platform'))).to.equal('the operating system');
    expect(refused(deny('publisher', '2H5GFH3774'))).to.equal('antivirus');
    expect(refused(deny('publisher', '6F38DNSC7X'))).to.equal('exam software');
    expect(refused(deny('product', 'com.microsoft.wdav', 'UBF8T346G9'))).to.equal('antivirus');
    expect(refused(deny('product', 'com.microsoft.Word', 'UBF8T346G9'))).to.equal(undefined);
  });

  it('would be caught when it stopped the system’s own, the protected list, or what is allowed', () => {
    const good = santaSettings(rulesFor(rules, 'macos'), true);
    const firefox: Program = {
      ...{ publisher: '43AQ936H96', product: 'org.mozilla.firefox', package: null, hash: null },
      ...{ pathClass: 'user_writable', stopped: 'no' },
    };
    const tried = (over: Partial<SantaSettings>) => tryOutOnMac({ ...good, ...over }, { rules }, [firefox]);
    expect(tried({})).to.deep.equal({ vital: [], allowed: [] });
    expect(tried({ rules: [] }).allowed).to.deep.equal(['org.mozilla.firefox (43AQ936H96)']);
    const block = { policy: 'BLOCKLIST' as const, rule_type: 'SIGNINGID' as const };
    expect(tried({ rules: [{ ...block, identifier: 'platform:com.apple.dock' }] }).vital).to.have.length(1);
    const team = { policy: 'BLOCKLIST' as const, rule_type: 'TEAMID' as const, identifier: '6F38DNSC7X' };
    expect(tried({ rules: [team, ...good.rules] }).vital).to.deep.equal(['any (6F38DNSC7X)']);
  });

  itOnRecorded('locked down, stops of a recorded Mac only what lies in a person’s folder', () => {
    const list = recorded('macos/system-profiler-applications/sample5-arm.plist');
    const apps = list.split(/<key>_name<\/key>\s*<string>/).slice(1);
    const settings = santaSettings(rulesFor(rules, 'macos'), true);
    const stopped = apps.flatMap(app => {
      const path = /<key>path<\/key>\s*<string>([^<]+)/.exec(app)?.[1] ?? '';
      const team = app.includes('<string>apple</string>')
        ? 'platform'
        : (/\((\w{10})\)/.exec(app)?.[1] ?? null);
      return wouldRunOnMac(settings, { path, team, signingId: null, hash: null }) ? [] : [path];
    });
    expect(apps.length).to.be.above(20);
    expect(stopped).to.deep.equal(['/Users/user1/Library/HTTPStorages/com.apple.ctcategories.service']);
  });

  itOnRecorded('uses the words of Santa’s own sync protocol', () => {
    const batch = JSON.parse(recorded('macos/santa-sync/sync-ruledownload-batch1.json')) as {
      rules: Record<string, string>[];
    };
    const policies = new Set(batch.rules.map(one => one.policy));
    const types = new Set(batch.rules.map(one => one.rule_type));
    expect([...policies]).to.have.members(['BLOCKLIST', 'ALLOWLIST']);
    expect(types.has('SIGNINGID') && types.has('BINARY')).to.equal(true);
  });
});

describe('Santa, asked', () => {
  /** Composed after Santa's source. */
  const status = (mode: string) =>
    JSON.stringify({ daemon: { mode, driver_connected: true }, sync: { enabled: false } });

  it('watches in Monitor and stops in Lockdown; a mode that is not known is no verdict', () => {
    expect(parseSantaStatus(status('Monitor')).state).to.equal('watching');
    expect(parseSantaStatus(status('Lockdown')).state).to.equal('enforcing');
    expect(parseSantaStatus(status('Newmode')).state).to.equal('not_understood');
    for (const text of ['', '{}', '{"daemon":{}}', status('Monitor').slice(0, -2)])
      expect(() => parseSantaStatus(text)).to.throw('another shape');
  });

  itOnRecorded('does not read what it prints for people', () =>
    expect(() => parseSantaStatus(recorded('macos/santactl-status/lockdown-2024.txt'))).to.throw(
      'another shape',
    ),
  );
});

describe('programs on a Mac', () => {
  it('are told by who signed them, never by their path', async () => {
    const ps =
      '    0 /sbin/launchd\n  501 /Applications/Firefox.app/Contents/MacOS/firefox\n  501 /Users/sam/Downloads/My Game.app/Contents/MacOS/game\n';
    expect(parsePs(ps).map(({ uid }) => uid)).to.deep.equal([0, 501, 501]);
    const machine = scriptedMachine({
      commands: {
        ...{ ps: ended(ps), santactl: missing, spctl: ended('assessments enabled\n') },
        codesign: args =>
          args[0] === '--verify'
            ? ended('')
            : ended('', { stderr: 'Identifier=org.mozilla.firefox\nTeamIdentifier=43AQ936H96\n' }),
        sysctl: ended('{ sec = 1764000000, usec = 5 } Mon Nov 24\n'),
      },
      files: { '/Applications': [] },
    });
    const seen = await macos.observe(machine, new AbortController().signal);
    expect(seen.mechanism).to.include({ name: 'Santa', state: 'absent' });
    expect(seen.programs.map(({ pathClass }) => pathClass)).to.deep.equal(['user_writable', 'program_files']);
    expect(JSON.stringify(seen)).to.not.match(/Users|Game/);
    expect(seen.learned).to.include({ boots: 1, users: 1 });
  });

  it('that lie in people’s folders are searched once an hour, and a search that failed is none', async () => {
    const found = {
      ...{ place: 'downloads', kind: 'program', publisher: 'ABCDE12345', product: 'org.example.game' },
      ...{ hash: 'ab'.repeat(32), pathClass: 'user_writable' },
    };
    let asked = 0;
    const mac = (answer: string, now = 1_764_000_000_000) =>
      scriptedMachine({
        now,
        commands: {
          ...{
            ps: ended('  501 /Applications/A.app/Contents/MacOS/a\n'),
            santactl: missing,
            spctl: ended(''),
          },
          ...{
            codesign: ended('', { exit: 1 }),
            sysctl: ended('{ sec = 1764000000, usec = 5 } Mon Nov 24\n'),
          },
          self: args => {
            asked += args.at(-1) === 'search-mac' ? 1 : 0;
            return ended(answer);
          },
        },
        files: { '/Applications': [] },
      });
    const never = new AbortController().signal;
    const machine = mac(JSON.stringify({ complete: true, count: 1, found: [found] }));
    const seen = await macos.observe(machine, never);
    expect(seen.search?.found).to.deep.equal([found]);
    const { parts } = evaluate(seen, policy.parse({}), machine.now()).evidence ?? {};
    expect(parts?.map(({ reason }) => reason)).to.deep.equal(['unapproved_found']);
    expect((await macos.observe(machine, never)).search).to.deep.equal(seen.search);
    expect(asked).to.equal(1);
    for (const answer of ['', '{"complete":true'])
      expect((await macos.observe(mac(answer), never)).search).to.equal(null);
  });

  it('that nobody’s team signed have no publisher', () =>
    expect(parseCodesign('Identifier=a.out\nTeamIdentifier=not set\n')).to.deep.equal({
      publisher: null,
      product: null,
    }));
});
