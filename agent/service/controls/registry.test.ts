import { expect } from 'chai';
import { controlByKey, controls } from '../../../shared/controls/index.ts';
import { judge } from '../../../shared/controls/judge.ts';
import {
  controlContract,
  failedLooksStayUnknown,
  givesUpInTime,
} from '../../../test/support/control-contract.ts';
import { type Script, scriptedMachine } from '../../../test/support/scripted-machine.ts';
import { observe } from './observe.ts';
import { backendsFor, fakeBackends, type Platform } from './registry.ts';

/** What must be on a Linux machine so that each control's tools are asked at all. */
const linuxFiles: Record<string, Script['files']> = {
  'disk-encryption': {
    '/proc/self/mounts': '/dev/sda2 / ext4 rw 0 0\n',
    '/proc/swaps': 'Filename Type Size Used Priority\n',
  },
  antivirus: { '/usr/bin': ['mdatp'], '/usr/sbin': ['init'], '/opt': [] },
  autorun: { '/usr/bin': ['gnome-shell'], '/usr/sbin': ['init'] },
  'idle-lock': { '/usr/bin': ['gnome-shell'], '/usr/sbin': ['init'] },
};

/** Where the defaults ask for nothing, something to look for. */
const policies: Record<string, object> = { 'required-software': { required: [{ title: 'Filter Agent' }] } };

/** Any of the names in what a backend calls its source. */
const namesOf = (source: string) =>
  new RegExp(
    source
      .split(/[ (),]+/)
      .filter(word => word.length > 3)
      .join('|'),
  );

describe('the backends of every control', () => {
  it('exist for every control on every system, with nothing beside them', () => {
    const keys = controls.map(control => control.key).sort();
    for (const platform of ['linux', 'windows', 'macos', null] as const)
      expect([...backendsFor(platform).keys()].sort()).to.deep.equal(keys);
    expect([...fakeBackends(1).keys()].sort()).to.deep.equal(keys);
  });

  for (const meaning of controls) {
    const policy = policies[meaning.key];
    const asked = policy === undefined ? {} : { policy };
    describe(`${meaning.key}`, () => failedLooksStayUnknown(meaning));

    for (const platform of ['linux', 'windows', 'macos'] as Platform[]) {
      const backend = backendsFor(platform).get(meaning.key);
      if (!backend) continue;
      const tool = namesOf(backend.source);
      const files = platform === 'linux' ? linuxFiles[meaning.key] : undefined;
      describe(`${meaning.key} on ${platform}`, () =>
        controlContract({ meaning, backend, tool, files, ...asked }));
    }

    it(`${meaning.key} on a system that nobody knows is unknown`, async () => {
      const backend = backendsFor(null).get(meaning.key);
      const seen = backend && (await observe(meaning, backend, scriptedMachine({})));
      expect(seen).to.deep.include({ ok: false, reason: 'unsupported' });
    });
  }
});

describe('a fake machine', () => {
  for (const [key, fake] of fakeBackends(7)) {
    const meaning = controlByKey(key);
    if (!meaning) continue;
    describe(key, () => {
      givesUpInTime({ meaning, backend: fake, tool: /fake/ });

      it('can be told to be in each of its situations, and each is a finding of its schema', async () => {
        for (const situation of fake.situations) {
          fake.become(situation);
          const seen = await observe(meaning, fake, scriptedMachine({}));
          expect(seen.ok, situation).to.equal(true);
          const finding = judge(meaning, seen, meaning.policy.parse({}), 'caretaker test');
          expect(meaning.words.say(finding).sentence).to.not.contain('“');
        }
      });

      it('can be told to fail, and then is unknown and names itself', async () => {
        fake.fail('no_privilege');
        const seen = await observe(meaning, fake, scriptedMachine({}));
        expect(seen).to.deep.include({ ok: false, reason: 'no_privilege', source: fake.source });
      });
    });
  }

  it('is the same machine for the same seed, and a school of them is a mixture', () => {
    const situations = (seed: number) => [...fakeBackends(seed).values()].map(fake => fake.situation).join();
    expect(situations(42)).to.equal(situations(42));
    expect(new Set(Array.from({ length: 100 }, (_, seed) => situations(seed))).size).to.be.greaterThan(10);
  });
});
