import { expect } from 'chai';
import fc from 'fast-check';
import { decide, refusedRules, whatIf } from './decide.ts';
import { policy, ruleKinds } from './policy.ts';
import { type Program, pathClasses, systems } from './program.ts';
import { protectedAs, protectedList } from './protected.ts';

const aProgram = (over: Partial<Program> = {}): Program => ({
  publisher: null,
  product: null,
  package: null,
  hash: null,
  pathClass: 'user_writable',
  stopped: 'no',
  ...over,
});
const mozilla = 'O=MOZILLA CORPORATION, L=SAN FRANCISCO, S=CALIFORNIA, C=US';
const ruled = (...rules: object[]) => policy.parse({ rules });
const said = (rules: object[], program: Partial<Program>, system: (typeof systems)[number] = 'windows') => {
  const { allowed, by, rule } = decide(ruled(...rules), aProgram(program), system);
  return `${allowed ? 'allowed' : 'denied'} by ${rule ?? by}`;
};

/** One program for everything the list protects, as a signature or a package would show it. */
const protectedPrograms: Program[] = protectedList.flatMap(({ publishers = [], products, packages = [] }) => [
  ...publishers.map(name => aProgram({ publisher: `O="${name}", C=GB`, product: products?.[0] ?? 'ANY' })),
  ...packages
    .filter(name => !name.startsWith('!'))
    .map(name => aProgram({ package: name.replace('*', 'x'), pathClass: 'system' })),
]);

describe('a catalogue of approved software', () => {
  it('lets what is installed for everybody run, and nothing from people’s folders', () => {
    expect(said([], { pathClass: 'program_files' })).to.equal('allowed by installed');
    expect(said([], { pathClass: 'windows' })).to.equal('allowed by protected');
    expect(said([], {})).to.equal('denied by nothing');
    expect(said([], { pathClass: 'removable' })).to.equal('denied by nothing');
  });

  it('takes a package’s word among the system’s files on Linux', () => {
    expect(said([], { pathClass: 'system', package: 'gimp' }, 'linux')).to.equal('allowed by installed');
    expect(said([], { pathClass: 'system' }, 'linux')).to.equal('denied by nothing');
    expect(said([], { pathClass: 'system' }, 'macos')).to.equal('allowed by installed');
  });

  it('goes by publisher, product, package, place and hash, in any case of letters', () => {
    const hash = 'ab'.repeat(32);
    expect(said([{ id: 'moz', value: mozilla.toLowerCase() }], { publisher: mozilla })).to.equal(
      'allowed by moz',
    );
    expect(
      said([{ id: 'ff', by: 'product', value: 'Firefox', publisher: mozilla }], {
        publisher: mozilla,
        product: 'FIREFOX',
      }),
    ).to.equal('allowed by ff');
    expect(
      said([{ id: 'ff', by: 'product', value: 'Firefox', publisher: mozilla }], { product: 'FIREFOX' }),
    ).to.equal('denied by nothing');
    expect(said([{ id: 'one', by: 'hash', value: hash.toUpperCase() }], { hash })).to.equal('allowed by one');
    expect(
      said([{ id: 'sticks', by: 'path_class', value: 'removable' }], { pathClass: 'removable' }),
    ).to.equal('allowed by sticks');
  });

  it('stops what any rule denies, wherever it is installed and whatever else allows it', () => {
    const game = { package: 'supertux', pathClass: 'system' } as const;
    const deny = { id: 'no-games', decision: 'deny', by: 'package', value: 'supertux' };
    expect(said([{ id: 'yes', by: 'package', value: 'supertux' }, deny], game, 'linux')).to.equal(
      'denied by no-games',
    );
    expect(said([{ ...deny, system: 'windows' }], game, 'linux')).to.equal('allowed by installed');
  });

  it('says which rules would deny what is protected, and carries none of them out', () => {
    const rules = ruled(
      { id: 'all', decision: 'deny', by: 'path_class', value: 'program_files' },
      { id: 'ms', decision: 'deny', value: 'O=Microsoft Corporation, L=Redmond, S=Washington, C=US' },
      { id: 'libc', decision: 'deny', by: 'package', value: 'libc6' },
      { id: 'anyone', decision: 'deny', by: 'product', value: 'Game' },
      { id: 'office', decision: 'deny', by: 'package', value: 'libreoffice-writer' },
    ).rules;
    expect(refusedRules(rules).map(({ rule }) => rule)).to.deep.equal(['all', 'ms', 'libc', 'anyone']);
    const exam = aProgram({ publisher: 'O=ETH Zürich, C=CH', hash: 'c'.repeat(64) });
    const byHash = ruled({ id: 'h', decision: 'deny', by: 'hash', value: 'c'.repeat(64) }).rules;
    expect(refusedRules(byHash, [exam])).to.deep.equal([{ rule: 'h', denies: 'exam software' }]);
  });

  it('denies nothing that signs people in, locks the screen or takes what they type', () => {
    const needed = [
      ...['greetd', 'slick-greeter', 'mate-session-manager', 'marco', 'lxqt-session', 'lxsession', 'openbox'],
      ...['sway', 'muffin', 'x11-common', 'xinit', 'zsh', 'ibus', 'fcitx5', 'swaylock', 'xscreensaver'],
      ...['light-locker', 'kscreenlocker', 'mate-screensaver', 'busybox', 'mawk'],
    ];
    const rules = ruled(
      ...needed.map(value => ({ id: value, decision: 'deny', by: 'package', value })),
    ).rules;
    expect(refusedRules(rules).map(({ rule }) => rule)).to.deep.equal(needed);
  });

  it('believes no program that only claims to be a protected one', () => {
    expect(protectedAs(aProgram({ product: 'NVDA' }))).to.equal(null);
    expect(protectedAs(aProgram({ publisher: 'O=My ETH Zürich fan club' }))).to.equal(null);
    expect(protectedAs(aProgram({ publisher: 'O=NV Access Limited, C=AU' }))).to.equal(
      'assistive technology',
    );
  });

  it('no catalogue whatever denies what is protected', () => {
    expect(protectedPrograms.length).to.be.greaterThan(100);
    const values = protectedPrograms.flatMap(one => [one.publisher, one.product, one.package, one.hash]);
    const aRule = fc.record({
      id: fc.constant('r'),
      decision: fc.constantFrom('allow', 'deny'),
      by: fc.constantFrom(...ruleKinds),
      value: fc.constantFrom(...values.filter(value => value !== null), ...pathClasses),
      publisher: fc.constantFrom('', ...protectedPrograms.flatMap(({ publisher }) => publisher ?? [])),
    });
    fc.assert(
      fc.property(
        fc.array(aRule, { maxLength: 12 }),
        fc.constantFrom(...protectedPrograms),
        fc.constantFrom(...systems),
        (rules, program, system) => {
          expect(decide(ruled(...rules), program, system).allowed).to.equal(true);
        },
      ),
    );
  });

  it('tells what enforcing would have done, by different programs and devices', () => {
    const game = aProgram({ publisher: 'O=GAMES, C=US', product: 'GAME' });
    const tool = aProgram({ hash: 'd'.repeat(64) });
    const reports = ['1', '2', '3'].map(device => ({
      device,
      system: 'windows' as const,
      programs:
        device === '3'
          ? [aProgram({ pathClass: 'program_files' })]
          : [game, ...(device === '1' ? [tool] : [])],
    }));
    const would = whatIf(ruled(), reports);
    expect([would.programs, would.devices]).to.deep.equal([2, 2]);
    expect(would.stopped.map(({ devices }) => devices)).to.deep.equal([2, 1]);
  });
});
