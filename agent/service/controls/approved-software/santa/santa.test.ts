import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import * as z from 'zod';
import { rulesFor } from '../../../../../shared/controls/approved-software/decide.ts';
import { policy } from '../../../../../shared/controls/approved-software/policy.ts';
import { itOnRecorded, recorded } from '../../../../../test/support/recorded.ts';
import { ended, missing, scriptedMachine } from '../../../../../test/support/scripted-machine.ts';
import { parsePlist } from '../../../system/plist.ts';
import { macos } from '../macos.ts';
import { parseSantaStatus } from './parse-status.ts';
import { santaProfile, santaRules } from './profile.ts';
import { parseCodesign, parsePs } from './running.ts';

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
    expect(santaProfile(ours, false)).to.equal(golden('santa.watch.mobileconfig'));
    expect(santaProfile(ours, true)).to.equal(golden('santa.enforce.mobileconfig'));
  });

  it('is a whole property list, fails open, and holds only what Santa has a word for', async () => {
    const list = z.object({ PayloadContent: z.array(z.record(z.string(), z.unknown())).length(1) });
    const [content] = (await parsePlist(golden('santa.enforce.mobileconfig'), list, 'a test')).PayloadContent;
    expect(content).to.include({ ClientMode: 2, FailClosed: false });
    expect(content?.StaticRules).to.deep.equal(santaRules(rules));
    expect(santaRules(rules).map(one => one.rule_type)).to.deep.equal([
      'TEAMID',
      'SIGNINGID',
      'TEAMID',
      'BINARY',
    ]);
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

  it('that nobody’s team signed have no publisher', () =>
    expect(parseCodesign('Identifier=a.out\nTeamIdentifier=not set\n')).to.deep.equal({
      publisher: null,
      product: null,
    }));
});
