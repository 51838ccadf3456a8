import { expect } from 'chai';
import type { Finding, Part } from '../finding.ts';
import * as antivirus from './antivirus/evaluate.ts';
import * as approvedSoftware from './approved-software/evaluate.ts';
import * as autorun from './autorun/evaluate.ts';
import { probeFailures } from './control.ts';
import * as diskEncryption from './disk-encryption/evaluate.ts';
import * as firewall from './firewall/evaluate.ts';
import * as idleLock from './idle-lock/evaluate.ts';
import { controlByKey, controls, defaultPolicy } from './index.ts';
import * as localAccounts from './local-accounts/evaluate.ts';
import * as osUpdates from './os-updates/evaluate.ts';
import * as passwordPolicy from './password-policy/evaluate.ts';
import * as power from './power/evaluate.ts';
import * as removableMedia from './removable-media/evaluate.ts';
import * as requiredSoftware from './required-software/evaluate.ts';
import * as unwantedSoftware from './unwanted-software/evaluate.ts';
import { day, listed } from './words.ts';

const reasonsOf: Record<string, readonly string[]> = {
  'disk-encryption': diskEncryption.reasons,
  antivirus: antivirus.reasons,
  'os-updates': osUpdates.reasons,
  'idle-lock': idleLock.reasons,
  firewall: firewall.reasons,
  'local-accounts': localAccounts.reasons,
  'password-policy': passwordPolicy.reasons,
  'removable-media': removableMedia.reasons,
  autorun: autorun.reasons,
  'approved-software': approvedSoftware.reasons,
  'required-software': requiredSoftware.reasons,
  'unwanted-software': unwantedSoftware.reasons,
  power: power.reasons,
};

const at = Date.UTC(2026, 10, 21, 12);

function aFinding(control: string, reason: string): Finding {
  const one: Part = { name: 'C:', state: 'not_met', reason, facts: { signaturesAt: at, idleSeconds: 3000 } };
  return {
    control,
    state: 'unknown',
    reason,
    how: 'watching',
    evidence: {
      facts: {
        withinDays: 14,
        listAt: at,
        knownSinceAt: at,
        restartNeededAt: at,
        supportEndsAt: at,
        volumes: 1,
      },
      parts: [one],
    },
    source: 'lsblk',
    observedAt: at,
    observedBy: 'caretaker test',
  };
}

describe('the words of every control', () => {
  for (const { key, words } of controls) {
    it(`${key} says every reason that its evaluator can give, as a whole sentence`, () => {
      for (const reason of reasonsOf[key] ?? ['none is listed']) {
        const { sentence, next } = words.say(aFinding(key, reason));
        expect(sentence, reason)
          .to.match(/^[A-Z0-9].+[^.]\.$/s)
          .and.not.match(/undefined|null|NaN|“|since on|_/);
        if (next) expect(next, reason).to.match(/^[A-Z].+\.$/s);
      }
    });

    it(`${key} says why a look failed, that it is old, and that it is not asked about`, () => {
      for (const reason of [...probeFailures, 'stale', 'silent', 'control_off']) {
        const { sentence } = words.say(aFinding(key, reason));
        expect(sentence, reason)
          .to.match(/^[A-Z].+\.$/s)
          .and.not.contain('“');
      }
    });

    it(`${key} carries a code that it does not know rather than guess at it`, () => {
      expect(words.say(aFinding(key, 'constructor')).sentence).to.contain('“constructor”');
    });

    it(`${key} promises without a technical word`, () => {
      const promise = words.promise(controlByKey(key)?.policy.parse({}) ?? { mode: 'off' });
      expect(`${promise.sentence} ${promise.broken}`).to.not.match(
        /BitLocker|LUKS|signature|patch|volume|GNOME|session/i,
      );
      expect(promise.sentence).to.match(/\.$/);
      expect(promise.broken).to.match(/^[a-z].*[^.]$/);
    });
  }

  it('a probe without privilege says what it needs', () => {
    const said = controlByKey('antivirus')?.words.say(aFinding('antivirus', 'no_privilege'));
    expect(said?.sentence).to.equal('Caretaker needs to run as an administrator to see virus protection.');
  });

  it('a program that is missing is named, by the package that brings it', () => {
    const nextOf = (detail: string) => {
      const finding = aFinding('firewall', 'tool_missing');
      finding.evidence.facts = { detail };
      return controlByKey('firewall')?.words.say(finding).next;
    };
    expect(nextOf('nft is not installed')).to.equal(
      'Install nftables; the next look, within a day at most, will see it.',
    );
    expect(nextOf('neither nft nor iptables is installed')).to.match(/^Install nftables or iptables;/);
    expect(nextOf('the rest of it went wrong')).to.match(/^Install the missing program;/);
  });

  it('writes days and lists as people do', () => {
    expect(day(at)).to.equal('21 Nov 2026');
    expect(day(Date.UTC(2026, 8, 3))).to.equal('3 Sept 2026');
    expect(listed(['C:', 'D:', 'E:'])).to.equal('C:, D: and E:');
    expect(listed(['a', 'b', 'c', 'd', 'e', 'f'])).to.equal('a, b, c, d and 2 more');
  });
});

describe('the policy that a new school starts with', () => {
  it('watches every control and enforces none', () => {
    const modes = Object.values(defaultPolicy()).map(part => (part as { mode: string }).mode);
    expect(modes).to.have.length(controls.length);
    expect(new Set(modes)).to.deep.equal(new Set(['watch']));
  });

  it('knows no control of another age', () => expect(controlByKey('toaster')).to.equal(undefined));
});
