import { expect } from 'chai';
import type * as z from 'zod';
import { policy } from '../../../../../shared/controls/approved-software/policy.ts';
import { ended, missing, scriptedMachine } from '../../../../../test/support/scripted-machine.ts';
import type { CommandResult, Guard, GuardEdges } from '../../control.ts';
import { stoppedSince } from '../stopped.ts';
import { linuxGuard } from './guard.ts';

const watch = policy.parse({ mode: 'watch' });
const rules =
  '# Written by Caretaker\n%x=y\nallow perm=any uid=0 : all\n# rule no-tux\ndeny_syslog perm=execute all : path=/usr/games/tux\n# rule caretaker-namespaces\ndeny_syslog perm=execute all : path=/usr/bin/unshare\ndeny_syslog perm=execute all : all\n';

function aGuard({ permissive = 0, described = ended('') as CommandResult, installed = true } = {}) {
  const told: [string, Record<string, unknown>][] = [];
  const runs: string[][] = [];
  const kept = new Map<string, unknown>();
  const timers: { at: number; call: () => void }[] = [];
  let followed: { args: readonly string[]; say(line: string): void; end(): void } | undefined;
  let clock = 0;
  const conf = '/etc/fapolicyd/fapolicyd.conf';
  const files: Record<string, string> = installed
    ? { [conf]: `permissive = ${permissive}\n`, '/etc/fapolicyd/rules.d/10-caretaker.rules': rules }
    : {};
  const machine = scriptedMachine({ commands: { self: described }, files });
  const run = machine.run.bind(machine);
  machine.run = (command, args) => {
    runs.push([command, ...args.slice(1)]);
    return run(command, args);
  };
  machine.follow = (_command, args, onLine, signal) =>
    new Promise(resolve => {
      followed = { args, say: onLine, end: () => resolve(missing) };
      signal.addEventListener('abort', () => resolve(missing));
    });
  const edges: GuardEdges = {
    machine,
    clock: {
      now: () => clock,
      monotonic: () => clock,
      random: () => 0,
      after(ms, call) {
        const timer = { at: clock + ms, call };
        timers.push(timer);
        return () => void timers.splice(timers.indexOf(timer), timers.includes(timer) ? 1 : 0);
      },
    },
    tell: (name, facts) => void told.push([name, facts]),
    lookAgain() {},
    cell: <T>(name: string, _schema: z.ZodType<T>) => ({
      read: () => kept.get(name) as T | undefined,
      write: (value: T) => void kept.set(name, value),
      remove: () => void kept.delete(name),
    }),
    device: () => null,
  };
  const guard: Guard = linuxGuard(edges);
  const settle = async () => {
    for (let turn = 0; turn < 40; turn++) await Promise.resolve();
  };
  const deny = (path: string, rule = 4) =>
    followed?.say(
      JSON.stringify({
        __CURSOR: `s=${path.length}`,
        MESSAGE: `rule=${rule} dec=deny_syslog perm=execute auid=1000 pid=1 exe=/usr/bin/bash : path=${path} ftype=application/x-executable trust=0`,
      }),
    );
  return {
    ...{ guard, told, runs, kept, timers, machine, settle, deny },
    enforces() {
      files[conf] = 'permissive = 0\n';
      followed?.say(JSON.stringify({ __CURSOR: 's=2', MESSAGE: 'Starting to listen for events' }));
    },
    advance(ms: number) {
      clock += ms;
    },
    followed: () => followed,
  };
}

describe('the guard of approved software on Linux', () => {
  const known = {
    publisher: null,
    product: null,
    package: null,
    hash: 'b'.repeat(64),
    pathClass: 'user_writable',
    stopped: 'no',
  };

  it('tells what was stopped while the list of true files is still looked over', async () => {
    const { guard, told, deny, settle, machine } = aGuard({ described: ended(JSON.stringify([known])) });
    const { promise: looking, resolve: looked } = Promise.withResolvers<void>();
    const run = machine.run.bind(machine);
    machine.run = async (command, args, options) => {
      if (args.at(-1) === 'trust') await looking;
      return run(command, args, options);
    };
    guard.follow({ ...watch, mode: 'enforce' });
    await settle();
    deny('/home/sam/secret', 2);
    await settle();
    expect(told.map(([name]) => name)).to.deep.equal(['app.blocked']);
    looked();
    await guard.stop();
  });

  it('tells what was stopped by its hash and kind of place, with the rule, once an hour, and never a path', async () => {
    const { guard, told, deny, settle, machine } = aGuard({ described: ended(JSON.stringify([known])) });
    guard.follow(watch);
    await settle();
    deny('/home/sam/secret', 2);
    deny('/home/sam/secret', 2);
    await settle();
    const { stopped: _stopped, ...facts } = known;
    expect(told).to.deep.equal([['app.blocked', { ...facts, ruleId: 'no-tux' }]]);
    expect(await stoppedSince(machine, 0)).to.deep.equal([{ ...known, stopped: 'was' }]);
    await guard.stop();
  });

  it('says “would have” while fapolicyd only watches, and what kind of place when nobody can say more', async () => {
    const { guard, told, deny, settle } = aGuard({ permissive: 1 });
    guard.follow(watch);
    await settle();
    deny('/media/sam/STICK/x');
    await settle();
    expect(told[0]?.[0]).to.equal('app.would_block');
    expect(told[0]?.[1]).to.deep.equal({
      publisher: null,
      product: null,
      package: null,
      hash: null,
      ruleId: null,
      pathClass: 'removable',
    });
    await guard.stop();
  });

  it('tells of a program that is stopped from now on, though it told an hour ago that it would be', async () => {
    const { guard, told, deny, settle, enforces } = aGuard({
      permissive: 1,
      described: ended(JSON.stringify([known])),
    });
    guard.follow(watch);
    await settle();
    deny('/home/sam/secret', 2);
    await settle();
    enforces();
    deny('/home/sam/secret', 2);
    await settle();
    expect(told.map(([name]) => name)).to.deep.equal([
      'app.would_block',
      'app.policy_applied',
      'app.blocked',
    ]);
    await guard.stop();
  });

  it('leaves out its own harmless program, and goes on where it left off', async () => {
    const { guard, told, deny, settle, kept, followed, machine } = aGuard();
    guard.follow(watch);
    await settle();
    const since = `--since=@${Math.floor(machine.now() / 1000)}`;
    expect(followed()?.args, 'what it told before anybody followed').to.include.members([since, '--no-tail']);
    deny('/var/tmp/caretaker-canary-abc/harmless');
    await settle();
    expect(told).to.deep.equal([]);
    deny('/tmp/x');
    await settle();
    expect(kept.get('journal')).to.deep.equal({ cursor: 's=6' });
    await guard.stop();
  });

  it('tells of a namespace that was refused, without holding it against a program', async () => {
    const { guard, told, deny, settle, machine } = aGuard({ described: ended(JSON.stringify([known])) });
    guard.follow(watch);
    await settle();
    deny('/usr/bin/unshare', 3);
    await settle();
    expect(told[0]?.[1].ruleId).to.equal('caretaker-namespaces');
    expect(await stoppedSince(machine, 0)).to.deep.equal([]);
    await guard.stop();
  });

  it('is not drowned: beyond twenty in ten minutes it counts', async () => {
    const { guard, told, deny, settle, advance, runs } = aGuard();
    guard.follow(watch);
    await settle();
    for (let index = 0; index < 50; index++) deny(`/tmp/program-${index}`);
    for (let turn = 0; turn < 30; turn++) await settle();
    expect(runs.filter(([, what]) => what === 'describe').length).to.equal(20);
    advance(10 * 60_000);
    deny('/tmp/later');
    await settle();
    expect(told.find(([name]) => name === 'app.more_denials')?.[1]).to.deep.equal({ count: 30 });
    await guard.stop();
  });

  it('follows nothing where fapolicyd is not, asks again in ever longer times, and stops when it is switched off', async () => {
    const { guard, settle, timers, followed } = aGuard({ installed: false });
    guard.follow(watch);
    await settle();
    expect(followed()).to.equal(undefined);
    expect(timers.map(({ at }) => at)).to.deep.equal([120_000]);
    guard.follow(policy.parse({ mode: 'off' }));
    expect(timers).to.deep.equal([]);
    await guard.stop();
  });

  it('has the list of true files looked over only where fapolicyd is to be set up', async () => {
    const watching = aGuard();
    watching.guard.follow(watch);
    await watching.settle();
    expect(watching.runs).to.deep.equal([]);
    const enforcing = aGuard();
    enforcing.guard.follow(policy.parse({ mode: 'enforce' }));
    await enforcing.settle();
    expect(enforcing.runs).to.deep.equal([['self', 'trust']]);
    const everyStart = aGuard();
    everyStart.guard.follow({ ...watch, watchEveryStart: true });
    await everyStart.settle();
    expect(everyStart.runs, 'set up to watch').to.deep.equal([['self', 'trust']]);
    await Promise.all([watching, enforcing, everyStart].map(({ guard }) => guard.stop()));
  });

  it('shows whoever started it what was stopped, and nobody what was only watched or opened', async () => {
    const described = ended(
      JSON.stringify([
        {
          ...{ publisher: null, product: null, package: 'tuxracer', hash: null },
          ...{ pathClass: 'user_writable', stopped: 'no' },
        },
      ]),
    );
    const enforcing = aGuard({ described });
    enforcing.guard.follow(policy.parse({ mode: 'enforce' }));
    await enforcing.settle();
    enforcing.deny('/home/maria/tux');
    await enforcing.settle();
    const maria = { uid: 1000, user: 'maria' };
    const [shown, ...others] = enforcing.guard.scenes?.(maria) ?? [];
    expect(others).to.deep.equal([]);
    expect(shown).to.deep.include({ kind: 'program', title: 'tuxracer', step: 0, askable: true });
    expect(enforcing.guard.scenes?.({ uid: 1001, user: 'ola' })).to.deep.equal([]);
    await enforcing.guard.stop();
    const watching = aGuard({ described, permissive: 1 });
    watching.guard.follow(watch);
    await watching.settle();
    watching.deny('/home/maria/tux');
    await watching.settle();
    expect(watching.guard.scenes?.(maria)).to.deep.equal([]);
    await watching.guard.stop();
  });
});
