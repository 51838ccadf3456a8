/** Each preset against what it is named for (requirements J-06 and J-07, and the national guidance). */
import { expect } from 'chai';
import type { Policy as Antivirus } from '../controls/antivirus/policy.ts';
import type { Policy as AutoRun } from '../controls/autorun/policy.ts';
import type { Policy as Disks } from '../controls/disk-encryption/policy.ts';
import type { Policy as Firewall } from '../controls/firewall/policy.ts';
import type { Policy as Lock } from '../controls/idle-lock/policy.ts';
import { controls } from '../controls/index.ts';
import type { Policy as Accounts } from '../controls/local-accounts/policy.ts';
import type { Policy as Updates } from '../controls/os-updates/policy.ts';
import type { Policy as Passwords } from '../controls/password-policy/policy.ts';
import type { Policy as Media } from '../controls/removable-media/policy.ts';
import { type PresetKey, presetKeys, presets, withPreset } from './presets.ts';
import { issuesOf, nothingSet, resolve, withField } from './settings.ts';

interface Settings {
  'disk-encryption': Disks;
  antivirus: Antivirus;
  'os-updates': Updates;
  'idle-lock': Lock;
  'removable-media': Media;
  autorun: AutoRun;
  firewall: Firewall;
  'local-accounts': Accounts;
  'password-policy': Passwords;
}

/** Over a school that has set everything as loosely as it may, so that nothing holds by luck of a default. */
const loosest = [
  ['disk-encryption', 'volumes', 'system'],
  ['disk-encryption', 'recoveryKey', false],
  ['antivirus', 'maxSignatureAgeDays', 30],
  ['os-updates', 'withinDays', 60],
  ['os-updates', 'restartWithinDays', 60],
  ['idle-lock', 'afterMinutes', 20],
  ['removable-media', 'rule', 'allow_scanned'],
  ['removable-media', 'scanBeforeUse', false],
  ['removable-media', 'phones', 'allow'],
  ['autorun', 'allowPrompts', true],
  ['firewall', 'blockIncoming', false],
  ['local-accounts', 'allowAutoLogon', true],
  ['password-policy', 'minLength', 4],
  ['password-policy', 'lockoutAfter', 0],
] as const;

function under(key: PresetKey): Settings {
  const school = loosest.reduce(
    (all, [control, field, value]) => withField(all, control, field, value),
    nothingSet,
  );
  const layers = [
    { from: 'school' as const, settings: school },
    { from: 'group' as const, settings: withPreset(controls, nothingSet, key) },
  ];
  // A setting that no control knows would fall back to its default, and prove nothing.
  for (const one of controls) expect(issuesOf(one, layers), one.key).to.deep.equal([]);
  return Object.fromEntries(
    controls.map(one => [one.key, resolve(one, layers).policy]),
  ) as unknown as Settings;
}

const noWriting = ['block', 'read_only'];

describe('a preset', () => {
  it('Pupil keeps sticks and phones out, and lets no computer sign in by itself', () => {
    const pupil = under('pupil');
    expect(pupil['removable-media'].rule).to.equal('block');
    expect(pupil['removable-media'].phones).to.equal('block');
    expect(pupil.autorun.allowPrompts).to.equal(false);
    expect(pupil['local-accounts'].allowAutoLogon).to.equal(false);
    expect(pupil['idle-lock'].presentationAllowed).to.equal(false);
  });

  it('Early years is Pupil with shorter passwords', () => {
    const [small, pupil] = [under('early_years'), under('pupil')];
    expect(small['password-policy'].minLength).to.be.lessThan(pupil['password-policy'].minLength);
    for (const key of ['removable-media', 'autorun', 'idle-lock', 'local-accounts'] as const)
      expect(small[key], key).to.deep.equal(pupil[key]);
  });

  it('Staff is encrypted whole, locks sooner than for pupils, and takes only encrypted sticks', () => {
    const [staff, pupil] = [under('staff'), under('pupil')];
    expect(staff['disk-encryption']).to.include({ volumes: 'all_fixed', recoveryKey: true });
    expect(staff['idle-lock'].afterMinutes).to.be.lessThan(pupil['idle-lock'].afterMinutes);
    expect(staff['removable-media'].rule).to.equal('encrypted_only');
  });

  it('Office has the shortest lock, no writing to media, and encryption at school too (J-07)', () => {
    const office = under('office');
    const others = presetKeys
      .filter(key => key !== 'office')
      .map(key => under(key)['idle-lock'].afterMinutes);
    expect(office['idle-lock'].afterMinutes).to.be.lessThan(Math.min(...others));
    expect(noWriting).to.include(office['removable-media'].rule);
    expect(office['disk-encryption']).to.include({ volumes: 'all_fixed', recoveryKey: true });
  });

  it('Loan laptop is encrypted whole, locked sooner, firewalled, and updated within 14 days', () => {
    const [loan, pupil] = [under('loan'), under('pupil')];
    expect(loan['disk-encryption']).to.include({ volumes: 'all_fixed', recoveryKey: true });
    expect(loan['idle-lock'].afterMinutes).to.be.lessThan(pupil['idle-lock'].afterMinutes);
    expect(loan.firewall.blockIncoming).to.equal(true);
    expect(loan['os-updates'].withinDays).to.be.at.most(14);
    expect(loan['local-accounts'].allowAutoLogon).to.equal(false);
  });

  it('NCSC and Cyber Essentials keeps the numbers of both', () => {
    const national = under('cyber_essentials');
    // A5.9, NCSC: 900 seconds. A6.4: 14 days. A5.10: throttled or locked out after at most ten guesses, and twelve
    // characters where nothing else protects the sign-in. A5.8 and NCSC: nothing starts or asks by itself.
    expect(national['idle-lock'].afterMinutes).to.be.at.most(15);
    expect(national['os-updates']).to.include({ withinDays: 14, restartWithinDays: 14 });
    expect(national['password-policy'].minLength).to.be.at.least(12);
    expect(national['password-policy'].lockoutAfter).to.be.within(1, 10);
    expect(national['password-policy'].maxAgeDays).to.equal(0);
    expect(national.autorun.allowPrompts).to.equal(false);
    expect(national.firewall.blockIncoming).to.equal(true);
    expect(national['disk-encryption']).to.include({ volumes: 'all_fixed', recoveryKey: true });
    expect(['block', 'read_only', 'encrypted_only']).to.include(national['removable-media'].rule);
    expect(national.antivirus.maxSignatureAgeDays).to.be.at.most(7);
    expect(national['local-accounts'].allowAutoLogon).to.equal(false);
  });

  it('says in one sentence for which computers it is, and sets something', () => {
    for (const { key, sentence } of presets) {
      expect(sentence, key).to.match(/^(For|As) .{40,160}\.$/);
      const { controls: set } = withPreset(controls, nothingSet, key);
      expect(Object.keys(set).length, key).to.be.at.least(4);
    }
  });
});
