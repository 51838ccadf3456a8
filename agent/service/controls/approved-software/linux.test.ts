/** Answers are composed after systemctl(1), fapolicyd.conf(5) and our own short-lived process. */
import { expect } from 'chai';
import fc from 'fast-check';
import { evaluate } from '../../../../shared/controls/approved-software/evaluate.ts';
import type { Observation } from '../../../../shared/controls/approved-software/observation.ts';
import { observation } from '../../../../shared/controls/approved-software/observation.ts';
import { policy } from '../../../../shared/controls/approved-software/policy.ts';
import { neverMetWhenCut } from '../../../../test/support/control-contract.ts';
import { ended, type Script, scriptedMachine } from '../../../../test/support/scripted-machine.ts';
import type { ProbeError } from '../control.ts';
import type { FileValue, Plan } from '../plan.ts';
import { rulesMark } from './fapolicyd/rules.ts';
import { linux } from './linux.ts';
import { onlyWatches } from './only-watches.ts';

const never = new AbortController().signal;
const now = Date.UTC(2026, 10, 21, 12);
const dayMs = 86_400_000;
const boot = '01234567-89ab-cdef-0123-456789abcdef\n';

const unit = (over: Partial<Record<'LoadState' | 'ActiveState' | 'UnitFileState', string>> = {}) =>
  ended(
    Object.entries({ LoadState: 'loaded', ActiveState: 'active', UnitFileState: 'enabled', ...over })
      .map(([name, value]) => `${name}=${value}\n`)
      .join(''),
  );
const looked = (over: object = {}) => ({
  ...{ known: [], fresh: [], users: [1000], search: { complete: true, count: 0, found: [] }, canary: null },
  ...over,
});
const conf = (permissive: 0 | 1) => `permissive = ${permissive}\ntrust = file\nintegrity = sha256\n`;
const ours = {
  '/etc/fapolicyd/rules.d': ['10-caretaker.rules', '90-deny-execute.rules'],
  '/etc/fapolicyd/rules.d/10-caretaker.rules': rulesMark,
};
const hooked = {
  ...{ '/etc/apt/apt.conf.d/60caretaker-trust': '//', '/etc/dpkg/dpkg.cfg.d/60caretaker-trust': '#' },
  '/etc/fapolicyd/trust.d/caretaker-packages.trust': '#',
};
const debian = { '/var/lib/dpkg/status': 'P', '/usr/sbin/fapolicyd': '\x7fELF rpm' };

interface Given {
  unit?: object;
  look?: object;
  files?: Script['files'];
  memory?: object;
  /** Further files of every package. */
  owns?: readonly string[];
}

async function machineOf({ unit: over = {}, look = {}, files = {}, memory, owns = [] }: Given) {
  const machine = scriptedMachine({
    now,
    commands: {
      systemctl: unit(over),
      self: ended(`${JSON.stringify(looked(look))}\n`),
      'dpkg-query': ended(`/.\n/usr/games/tux\n/usr/share/x\n${owns.map(path => `${path}\n`).join('')}`),
    },
    files: {
      '/proc/sys/kernel/random/boot_id': boot,
      '/usr/bin': ['ls', 'bash', 'python3.11', 'google-chrome'],
      '/usr/sbin': ['clamd'],
      '/etc/passwd': 'root:x:0:0:root:/root:/bin/bash\nmaria:x:1000:1000::/home/maria:/opt/odd/shell\n',
      '/etc/X11/default-display-manager': '/usr/sbin/odddm\n',
      ...files,
    },
  });
  const learned = {
    ...{ since: now - 20 * dayMs, boots: ['a', 'b', 'c'], users: [1000], programs: {}, search: null },
    ...{ watching: null, enforcing: null, proved: null },
  };
  if (memory)
    await machine.memory.set('approved-software-learned', JSON.stringify({ ...learned, ...memory }));
  return machine;
}

const enforced = { mode: 'enforce', restrictDownloads: false };
async function verdict(given: Given, asked: object = enforced): Promise<string> {
  const seen = observation.parse(await linux.observe(await machineOf(given), never));
  const { state, reason } = evaluate(seen, policy.parse(asked), now);
  return `${state} ${reason}`;
}
const failure = (given: Given) => verdict(given).catch((error: ProbeError) => error.reason);

const installed = { ...debian, '/etc/fapolicyd/fapolicyd.conf': conf(0), ...ours, ...hooked };

describe('approved software on Linux', () => {
  it('is met when fapolicyd stopped a harmless program, with its list of true files kept', async () => {
    const given = { files: installed, look: { canary: 'stopped' }, memory: {} };
    expect(await verdict(given)).to.equal('met enforced');
    expect(await verdict({ ...given, look: { canary: 'ran' } })).to.equal('not_met not_in_force');
    expect(await verdict({ ...given, look: { canary: null } })).to.equal('unknown not_proved');
    const unhooked = { ...debian, '/etc/fapolicyd/fapolicyd.conf': conf(0), ...ours };
    expect(await verdict({ ...given, files: unhooked })).to.equal('not_met trust_not_kept');
  });

  it('tells a daemon that stopped, one that only watches, and none', async () => {
    expect(await verdict({ files: installed, unit: { ActiveState: 'failed' }, memory: {} })).to.equal(
      'not_met service_stopped',
    );
    expect(
      await verdict({ files: { ...installed, '/etc/fapolicyd/fapolicyd.conf': conf(1) }, memory: {} }),
    ).to.equal('not_met not_enforced');
    expect(
      await verdict({
        unit: { LoadState: 'not-found', ActiveState: 'inactive', UnitFileState: '' },
        memory: {},
      }),
    ).to.equal('not_met no_mechanism');
  });

  it('says in words that a computer has no systemd to ask', async () => {
    const stderr = 'System has not been booted with systemd as init system (PID 1). Can’t operate.\nFailed';
    const machine = scriptedMachine({ commands: { systemctl: ended('', { exit: 1, stderr }) } });
    const seen = await linux.observe(machine, never).catch((error: ProbeError) => error);
    expect(seen).to.include({ reason: 'unsupported' });
    expect(String((seen as ProbeError).message))
      .to.match(/does not run systemd/)
      .and.not.contain('PID 1');
  });

  it('leaves rules of another manager alone', async () => {
    const others = { ...installed, '/etc/fapolicyd/rules.d': ['10-school.rules'] };
    const seen = await linux.observe(await machineOf({ files: others }), never);
    expect(seen.mechanism.owner).to.equal('other');
  });

  it('keeps what it learns from round to round, and asks for a search once an hour', async () => {
    const machine = await machineOf({});
    const asked: string[] = [];
    const run = machine.run.bind(machine);
    machine.run = (command, args) => {
      if (command === 'self') asked.push(args.slice(3).join(' '));
      return run(command, args);
    };
    const first = await linux.observe(machine, never);
    const second = await linux.observe(machine, never);
    expect(asked).to.deep.equal(['search', '']);
    expect([first.learned.since, second.learned.boots]).to.deep.equal([now, 1]);
    expect(second.search).to.deep.equal({ complete: true, count: 0, found: [] });
  });

  it('fails for want of rights, of systemctl, and of an answer it knows', async () => {
    expect(await failure({ look: { known: 'x' } })).to.equal('unrecognised_output');
    const closed = { ...installed, '/etc/fapolicyd/fapolicyd.conf': { code: 'EACCES' } };
    expect(await failure({ files: closed })).to.equal('no_privilege');
    const nobody = { ...(await machineOf({})), privileged: false };
    expect(await linux.observe(nobody, never).catch((error: ProbeError) => error.reason)).to.equal(
      'no_privilege',
    );
  });

  it('an answer cut at any byte is never met', () =>
    neverMetWhenCut(JSON.stringify(looked({ canary: 'stopped' })), async text => {
      const machine = await machineOf({ files: installed, memory: {} });
      const run = machine.run.bind(machine);
      machine.run = async (command, args) => (command === 'self' ? ended(text) : run(command, args));
      const { state, reason } = evaluate(await linux.observe(machine, never), policy.parse(enforced), now);
      return `${state} ${reason}`;
    }));
});

describe('the plan for Linux', () => {
  const plan = async (given: Given, asked: object = {}): Promise<Plan> => {
    if (linux.plan === undefined) throw new Error('no plan');
    return linux.plan(await machineOf(given), policy.parse({ mode: 'enforce', ...asked }), never);
  };
  const refused = (given: Given, asked: object = {}) =>
    plan(given, asked).then(
      () => 'planned',
      (error: { reason: string }) => error.reason,
    );
  const textOf = ({ wanted }: Plan, end: string) =>
    (
      wanted.find(({ setting }) => setting.kind === 'file' && setting.path.endsWith(end))?.value as
        | FileValue
        | undefined
    )?.text ?? '';
  const masked = { LoadState: 'masked', ActiveState: 'inactive', UnitFileState: 'masked' };
  const fresh = {
    ...debian,
    '/etc/fapolicyd/fapolicyd.conf': conf(0),
    '/etc/fapolicyd/rules.d': ['90-deny-execute.rules'],
  };

  it('trusts no folder of administrators’ that people can change, and looks again at what ran there', async () => {
    const zoom = { publisher: null, product: null, package: null, hash: 'ab'.repeat(32), stopped: 'no' };
    const programs = {
      a: { program: { ...zoom, pathClass: 'program_files' }, at: now },
      b: { program: { ...zoom, pathClass: 'user_writable' }, at: now },
    };
    const machine = await machineOf({
      files: fresh,
      unit: masked,
      memory: { programs },
      look: { open: ['/opt/zoom/'] },
    });
    const seen = await linux.observe(machine, never);
    expect(seen.openFolders).to.equal(1);
    expect(JSON.stringify(seen)).to.not.contain('/opt');
    expect(seen.programs.map(({ pathClass }) => pathClass)).to.deep.equal(['user_writable']);
    const made = await linux.plan?.(machine, policy.parse({ mode: 'enforce' }), never);
    expect(made && textOf(made, '10-caretaker.rules')).to.contain(
      'deny_syslog perm=execute all : dir=/opt/zoom/\n',
    );
    const { evidence } = evaluate(seen, policy.parse({}), now);
    expect(evidence?.facts).to.include({ openFolders: 1 });
  });

  it('only watches first, with rules, hooks and settings in place before the daemon starts', async () => {
    const made = await plan({ files: fresh, unit: masked });
    expect(made.how).to.equal('detective');
    expect(made.detail).to.contain('0 of 14 days');
    expect(
      made.wanted.map(({ setting }) => (setting.kind === 'file' ? setting.path : setting.kind)),
    ).to.deep.equal([
      '/etc/fapolicyd/rules.d/89-caretaker.rules',
      ...['/etc/fapolicyd/rules.d/10-caretaker.rules', '/etc/apt/apt.conf.d/60caretaker-trust'],
      ...['/etc/dpkg/dpkg.cfg.d/60caretaker-trust', '/etc/fapolicyd/fapolicyd.conf', 'unit'],
    ]);
    expect(textOf(made, 'fapolicyd.conf')).to.contain('permissive = 1').and.contain('trust = file');
    expect(made.wanted[1]?.check?.args.at(-1)).to.equal('{candidate}');
  });

  it('puts rules that somebody took out in again, and until then nothing is stopped', async () => {
    const rest = '/etc/fapolicyd/rules.d/89-caretaker.rules';
    const written = textOf(await plan({ files: fresh, unit: masked }), rest);
    expect(written.replace(/^#.*\n/gm, '')).to.equal('allow perm=any all : all\n');
    const out = { '/etc/fapolicyd/rules.d/10-caretaker.rules': { code: 'ENOENT' } };
    const files = { ...installed, ...out, '/etc/fapolicyd/rules.d': ['89-caretaker.rules'], [rest]: written };
    expect(textOf(await plan({ files }), '10-caretaker.rules')).to.contain(rulesMark);
    expect((await linux.observe(await machineOf({ files }), never)).mechanism.owner).to.equal('nobody');
    expect(await refused({ files: { ...files, [rest]: 'allow' } })).to.equal('managed_elsewhere');
  });

  it('enforces only once it was proved, with the list kept, and nothing allowed would be stopped', async () => {
    const proved = { files: installed, memory: { proved: now - 1, watching: now - 2 * dayMs } };
    const made = await plan(proved);
    expect(made.how).to.equal('enforced');
    expect(textOf(made, 'fapolicyd.conf')).to.contain('permissive = 0');
    expect(textOf(made, 'caretaker-downloads.json')).to.equal('{"DownloadRestrictions":1}\n');
    expect((await plan({ ...proved, memory: {} })).how).to.equal('detective');
    const unhooked = { ...installed, '/etc/apt/apt.conf.d/60caretaker-trust': { code: 'ENOENT' } };
    expect((await plan({ ...proved, files: unhooked })).how).to.equal('detective');
    const machine = await machineOf(proved);
    const wouldBe = {
      ...{ publisher: null, product: null, package: 'gimp', hash: null },
      ...{ pathClass: 'system', stopped: 'would_be' },
    };
    await machine.memory.set(
      'approved-software-stopped',
      JSON.stringify([{ program: wouldBe, at: now - 1 }]),
    );
    const held = await linux.plan?.(machine, policy.parse({ mode: 'enforce' }), never);
    expect(held?.detail).to.equal('fapolicyd would stop gimp, which is allowed');
  });

  it('is set up to watch alone where the policy only watches, however long it has watched', async () => {
    const asked = { mode: 'watch', watchEveryStart: true };
    const proved = { files: installed, memory: { proved: now - 1, watching: now - 2 * dayMs } };
    const made = await plan(proved, asked);
    expect([made.how, made.detail]).to.deep.equal(['detective', onlyWatches]);
    expect(textOf(made, 'fapolicyd.conf')).to.contain('permissive = 1\n');
    expect(textOf(made, '10-caretaker.rules'), 'by the rules that would be enforced').to.equal(
      textOf(await plan(proved), '10-caretaker.rules'),
    );
  });

  it('refuses what must not be done, and says which', async () => {
    expect(await refused({ files: {}, unit: masked })).to.equal('tool_missing');
    expect(await refused({ files: fresh })).to.equal('managed_elsewhere');
    expect(
      await refused({ files: { ...fresh, '/etc/fapolicyd/rules.d': ['10-school.rules'] }, unit: masked }),
    ).to.equal('managed_elsewhere');
    const foreign = { ...fresh, '/var/lib/dpkg/status': { code: 'ENOENT' } };
    expect(await refused({ files: foreign, unit: masked })).to.equal('no_trust_backend');
    const rules = [{ id: 'x', decision: 'deny', by: 'package', value: 'libc6' }];
    expect(await refused({ files: fresh, unit: masked }, { rules })).to.equal('would_deny_protected');
  });

  it('sets nothing, and takes back what was set, where fapolicyd asks the packages itself: nobody has proved that', async () => {
    const proved = { proved: now - 1, watching: now - 2 * dayMs };
    const debdb = { ...installed, '/usr/sbin/fapolicyd': '\x7fELF debdb' };
    const rpmdb = {
      ...{ ...installed, '/var/lib/dpkg/status': { code: 'ENOENT' }, '/var/lib/rpm': ['rpmdb.sqlite'] },
      '/etc/fapolicyd/fapolicyd.conf': 'permissive = 1\ntrust = rpmdb,file\n',
    };
    for (const [backend, files] of Object.entries({ debdb, rpmdb })) {
      const made = await plan({ files, memory: proved });
      expect([made.how, made.wanted], backend).to.deep.equal(['detective', []]);
      expect(made.detail).to.contain(backend).and.contain('only watches');
    }
  });

  it('is not met under our rules where fapolicyd asks the packages itself, though it stops programs', async () => {
    const conf = { '/etc/fapolicyd/fapolicyd.conf': 'permissive = 0\ntrust = debdb,file\n' };
    const files = { ...installed, ...conf, '/usr/sbin/fapolicyd': '\x7fELF debdb' };
    const given = { files, look: { canary: 'stopped' }, memory: {} };
    expect(await verdict(given)).to.equal('not_met trust_not_kept');
    const others = { ...files, '/etc/fapolicyd/rules.d': ['10-school.rules'] };
    expect(await verdict({ ...given, files: others })).to.equal('met managed_elsewhere');
  });

  it('stops the programs of a package that is denied', async () => {
    const rules = [{ id: 'no-tux', decision: 'deny', by: 'package', value: 'supertux' }];
    expect(textOf(await plan({ files: fresh, unit: masked }, { rules }), '10-caretaker.rules')).to.contain(
      '# rule no-tux\ndeny_syslog perm=execute all : path=/usr/games/tux\n',
    );
  });

  it('refuses a rule against a package that this computer cannot be signed in to or locked without', async () => {
    const rules = [{ id: 'odd', decision: 'deny', by: 'package', value: 'odd' }];
    for (const owned of [
      ...['/usr/share/xsessions/odd.desktop', '/usr/share/wayland-sessions/odd.desktop'],
      ...['/etc/pam.d/oddlock', '/usr/share/xgreeters/odd.desktop', '/usr/share/ibus/component/odd.xml'],
      ...['/usr/sbin/odddm', '/opt/odd/shell', '/usr/bin/bash'],
    ])
      expect(await refused({ files: fresh, unit: masked, owns: [owned] }, { rules }), owned).to.equal(
        'would_deny_protected',
      );
    const unread = { ...fresh, '/etc/passwd': { code: 'EACCES' } };
    expect(await refused({ files: unread, unit: masked }, { rules })).to.equal('probe_failed');
    expect(await refused({ files: fresh, unit: masked, owns: ['/usr/games/odd'] }, { rules })).to.equal(
      'planned',
    );
  });

  it('is the same plan for the same machine, whatever was learned', () =>
    fc.assert(
      fc.asyncProperty(fc.nat({ max: 13 }), async days => {
        const given = { files: fresh, unit: masked, memory: { since: now - days * dayMs } };
        expect((await plan(given)).wanted).to.deep.equal((await plan({ ...given, memory: {} })).wanted);
      }),
      { numRuns: 5 },
    ));
});

describe('what is told of a Linux computer', () => {
  it('holds no path and no name of a person', async () => {
    const one = {
      ...{ publisher: null, product: null, package: null, hash: 'a'.repeat(64) },
      ...{ pathClass: 'user_writable', stopped: 'no' },
    };
    const machine = await machineOf({ look: { fresh: [['key', one]] } });
    const seen: Observation = await linux.observe(machine, never);
    expect(JSON.stringify(seen)).to.not.match(/\/home|\/usr/);
    expect(seen.programs).to.deep.equal([one]);
  });
});
