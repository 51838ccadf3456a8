/** logind's words are those of a Debian 12 guest (systemd 252), composed into one afternoon. */
import { expect } from 'chai';
import { policy } from '../../../../../shared/controls/local-accounts/policy.ts';
import { record } from '../../../../../shared/protocol/device.ts';
import { memoryCells } from '../../../../../test/support/memory-cells.ts';
import { ended, missing, scriptedMachine } from '../../../../../test/support/scripted-machine.ts';
import { SettableClock } from '../../../../../test/support/settable-clock.ts';
import type { GuardEdges, Machine } from '../../control.ts';
import { SittingsGuard } from './guard.ts';
import { parseSeated, seatsOnLinux } from './logind.ts';

interface Session {
  name?: string;
  type?: string;
  remote?: string;
  locked?: string;
  session?: string;
  state?: string;
  since?: number;
}
const block = (id: string, one: Session) =>
  [
    `Id=${id}`,
    `Name=${one.name ?? 'a.jones'}`,
    `TimestampMonotonic=${one.since ?? 5_000_000}`,
    `Remote=${one.remote ?? 'no'}`,
    `Type=${one.type ?? 'wayland'}`,
    `Class=${one.session ?? 'user'}`,
    `State=${one.state ?? 'active'}`,
    `LockedHint=${one.locked ?? 'no'}`,
    '',
  ].join('\n');

const passwd = 'root:x:0:0::/root:/bin/bash\na.jones:x:1000:1000::/home/a.jones:/bin/bash\n';

/** A computer with people at it, and what its agent told of them. */
function aComputer(cells = memoryCells(), clock = new SettableClock()) {
  const sessions = new Map<string, Session>();
  let hear = (_: string) => {};
  let die = () => {};
  let shows = true;
  const slow: { look?: Promise<void>; looks: number } = { looks: 0 };
  const scripted = scriptedMachine({
    files: { '/etc/passwd': passwd },
    commands: {
      loginctl: args =>
        shows
          ? ended(
              args.flatMap(id => (sessions.has(id) ? [block(id, sessions.get(id) ?? {})] : [])).join('\n'),
            )
          : missing,
      id: args => (args.at(-1) === 'a.jones' ? ended('a.jones\0Domain Staff\0') : ended('pupils\0')),
    },
  });
  const machine: Machine = {
    ...scripted,
    run: async (...asked) => {
      slow.looks++;
      const seen = await scripted.run(...asked);
      await slow.look;
      return seen;
    },
    readDirectory: async path => (path === '/run/systemd/sessions' ? [...sessions.keys(), '7.ref'] : []),
    follow: (_command, _args, onLine, signal) =>
      new Promise(resolve => {
        hear = onLine;
        die = () => resolve(ended(''));
        signal.addEventListener('abort', () => resolve(ended('')));
      }),
  };
  const told: [string, Record<string, unknown>][] = [];
  const edges = {
    ...{ machine, clock, cell: cells },
    tell: (name: string, facts: Record<string, unknown>) => void told.push([name, facts]),
    serialKey: () => Buffer.alloc(32, 7).toString('base64url'),
  } as unknown as GuardEdges;
  const guard = new SittingsGuard(edges, async () => seatsOnLinux);
  const asks = (over: object = {}) => guard.follow(policy.parse({ recordSittings: true, ...over }));
  const pass = async (ms = 1500) => {
    await clock.settled();
    clock.pass(ms);
    await clock.settled();
  };
  const change = async (id: string, session: Session | null) => {
    if (session === null) sessions.delete(id);
    else sessions.set(id, session);
    hear('{"member":"SessionNew"}');
    await pass();
  };
  const names = () => told.map(([name]) => name);
  const news = () => hear('{"member":"LockedHint"}');
  const monitor = { news, die: () => die(), hide: () => (shows = false) };
  return { guard, asks, pass, change, told, names, cells, clock, sessions, slow, ...monitor };
}

describe('times of sign-ins', () => {
  // Loaded when the first school asks for it.
  before(() => import('./watch.ts'));

  it('are not looked at unless the school asks for them', async () => {
    const { guard, pass, told, sessions, asks } = aComputer();
    sessions.set('3', {});
    guard.follow(policy.parse({}));
    await pass();
    asks({ mode: 'off' });
    await pass();
    expect(told).to.deep.equal([]);
  });

  it('tell of an account of staff where only pupils sign in, at a screen and nowhere else, and never of a group', async () => {
    const { asks, pass, change, told } = aComputer();
    asks({ pupilsOnly: true, staffGroups: ['teachers', 'domain staff'] });
    await pass();
    await change('1', {});
    await change('2', { name: 'b.pupil' });
    await change('3', { type: 'tty' });
    const staff = () => told.filter(([name]) => name === 'sitting.began').map(([, facts]) => facts.staff);
    expect(staff()).to.deep.equal([true, undefined, undefined]);
    expect(JSON.stringify(told)).to.not.match(/domain|teachers|jones/i);
    asks({ pupilsOnly: false, staffGroups: ['domain staff'] });
    await pass();
    await change('4', {});
    expect(staff().at(-1), 'no longer for pupils only').to.equal(undefined);
    expect(
      told.filter(([name]) => name === 'sitting.began'),
      'those who stayed begin no second time',
    ).to.have.length(4);
  });

  it('are told from sign-in to sign-out, by a hash and never by a name', async () => {
    const { asks, pass, change, told, names } = aComputer();
    asks();
    await pass();
    await change('3', {});
    await change('3', { locked: 'yes' });
    await change('3', {});
    await change('3', null);
    expect(names()).to.deep.equal(['sitting.began', 'sitting.locked', 'sitting.unlocked', 'sitting.ended']);
    const [, facts] = told[0] ?? [];
    expect(facts).to.include({ kind: 'screen', account: 'kept_here', exact: true });
    expect(facts?.person).to.match(/^[\w-]{8}$/);
    expect(new Set(told.map(([, { sitting }]) => sitting)).size).to.equal(1);
    expect(JSON.stringify(told)).to.not.contain('jones');
    const event = {
      id: '01a20383-fe14-7dcc-98b5-cd412c706091',
      seq: 1,
      at: 1,
      type: 'event',
      name: told[0]?.[0],
      facts,
    };
    expect(record.safeParse(event).success).to.equal(true);
  });

  it('know one person again, tell another apart, and where an account is kept', async () => {
    const { asks, pass, change, told } = aComputer();
    asks();
    await pass();
    await change('3', {});
    await change('3', null);
    await change('5', { since: 9_000_000, type: 'tty' });
    await change('6', { name: 'b.of-the-directory', remote: 'yes' });
    const began = told.filter(([name]) => name === 'sitting.began').map(([, facts]) => facts);
    expect(began[0]?.person).to.equal(began[1]?.person);
    expect(began[2]?.person).to.not.equal(began[0]?.person);
    expect(began.map(({ kind, account }) => `${kind} ${account}`)).to.deep.equal([
      'screen kept_here',
      'console kept_here',
      'remote directory',
    ]);
  });

  it('leave out sign-in screens, services and what is closing', () => {
    expect(parseSeated(block('c1', { session: 'greeter' }))).to.equal(undefined);
    expect(parseSeated(block('3', { state: 'closing' }))).to.equal(undefined);
    expect(parseSeated('Id=3\nName=a.jones\n')).to.equal(undefined);
  });

  it('are told at once when they are heard while a look is under way', async () => {
    const { asks, pass, change, names, told, sessions, slow, news } = aComputer();
    asks();
    await pass();
    await change('3', {});
    let seen = () => {};
    slow.look = new Promise(resolve => {
      seen = resolve;
    });
    news();
    await pass();
    sessions.set('3', { locked: 'yes' });
    news();
    delete slow.look;
    seen();
    await pass();
    expect(names()).to.deep.equal(['sitting.began', 'sitting.locked']);
    expect(told[1]?.[1]).to.include({ exact: true });
  });

  it('are looked at however fast somebody makes news', async () => {
    const { asks, pass, change, names, sessions, news, slow } = aComputer();
    asks();
    await pass();
    await change('3', {});
    const before = slow.looks;
    sessions.set('3', { locked: 'yes' });
    for (let i = 0; i < 8; i++) {
      news();
      await pass(500);
    }
    expect(names().at(-1)).to.equal('sitting.locked');
    expect(slow.looks - before).to.be.within(2, 5);
  });

  it('are not said to be exact when nobody listened, nor what happened meanwhile', async () => {
    const { asks, pass, change, told, sessions, die } = aComputer();
    asks();
    await pass();
    await change('3', {});
    die();
    await pass(0);
    sessions.set('3', { locked: 'yes' });
    await pass(600_000);
    await change('3', {});
    expect(told.map(([name, { exact }]) => `${name} ${exact}`)).to.deep.equal([
      'sitting.began true',
      'sitting.locked false',
      'sitting.unlocked true',
    ]);
  });

  it('go on over a restart of the service, and say what was not seen to happen', async () => {
    const first = aComputer();
    first.asks();
    await first.pass();
    await first.change('3', {});
    await first.change('4', { name: 'other', since: 6_000_000 });
    await first.guard.stop();
    const second = aComputer(first.cells, first.clock);
    second.sessions.set('3', {});
    second.asks();
    await second.pass();
    expect(second.told.map(([name, { exact }]) => [name, exact])).to.deep.equal([['sitting.ended', false]]);
    // The same number after the computer started again is another sitting.
    await second.change('3', { since: 1_000_000 });
    expect(second.names()).to.deep.equal(['sitting.ended', 'sitting.ended', 'sitting.began']);
  });

  it('end nothing because logind did not answer, and are forgotten here when the school asks no more', async () => {
    const { asks, pass, change, hide, names, cells } = aComputer();
    asks();
    await pass();
    await change('3', {});
    hide();
    await change('3', null);
    expect(names()).to.deep.equal(['sitting.began', 'sitting.ended']);
    asks({ recordSittings: false });
    await pass();
    const kept = cells('sittings', { parse: (value: unknown) => value } as never).read();
    expect(kept).to.equal(undefined);
  });

  it('end with the sign-out, though something of theirs still runs', async () => {
    const { asks, pass, change, names } = aComputer();
    asks();
    await pass();
    await change('3', {});
    await change('3', { state: 'closing' });
    expect(names()).to.deep.equal(['sitting.began', 'sitting.ended']);
  });

  it('end nothing while a session that is still there was not shown', async () => {
    const { asks, pass, change, hide, names, sessions } = aComputer();
    asks();
    await pass();
    await change('3', {});
    sessions.set('9', { session: 'greeter' });
    hide();
    await pass(10 * 60_000 + 10);
    expect(names()).to.deep.equal(['sitting.began']);
  });
});
