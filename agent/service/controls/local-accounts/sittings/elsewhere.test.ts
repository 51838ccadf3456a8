/** Answers are composed after what Windows and macOS document: no Windows and no Mac was there. */
import { expect } from 'chai';
import { build, type PlistValue } from 'plist';
import { policy } from '../../../../../shared/controls/local-accounts/policy.ts';
import { memoryCells } from '../../../../../test/support/memory-cells.ts';
import { everyCut } from '../../../../../test/support/mutated.ts';
import {
  ended,
  missing,
  type Script,
  scriptedMachine,
} from '../../../../../test/support/scripted-machine.ts';
import { SettableClock } from '../../../../../test/support/settable-clock.ts';
import type { CommandResult, GuardEdges } from '../../control.ts';
import { SittingsGuard } from './guard.ts';
import { seatsOnMac } from './macos.ts';
import type { Seats } from './seated.ts';
import { seatsOnWindows } from './windows.ts';

const never = new AbortController().signal;
const minute = 60_000;

/** A computer whose system answers `commands`, and what its agent told. */
function aComputer(seats: Seats, commands: NonNullable<Script['commands']>) {
  const clock = new SettableClock();
  const told: [string, Record<string, unknown>][] = [];
  const edges = {
    ...{ machine: scriptedMachine({ commands }), clock, cell: memoryCells() },
    tell: (name: string, facts: Record<string, unknown>) => void told.push([name, facts]),
    serialKey: () => Buffer.alloc(32, 7).toString('base64url'),
  } as unknown as GuardEdges;
  const guard = new SittingsGuard(edges, async () => seats);
  const pass = async (ms = 3 * minute) => {
    await clock.settled();
    clock.pass(ms);
    await clock.settled();
  };
  const begin = async () => {
    guard.follow(policy.parse({ recordSittings: true }));
    await pass(1500);
  };
  return { begin, pass, told, names: () => told.map(([name]) => name), guard };
}

interface Session {
  locked?: boolean | null;
  remote?: boolean;
  local?: boolean;
  signedInAt?: number;
}
const session = (number: number, user: string, one: Session = {}) => ({
  ...{ session: number, user, domain: 'SCHOOL', disconnected: false, idleMs: null },
  ...{ locked: false, remote: false, local: false, signedInAt: 1_000, ...one },
});

/** `sessions` is what native-process.ts prints; null: Windows does not answer. */
function aWindowsComputer() {
  const there: { sessions: ReturnType<typeof session>[] | null } = { sessions: [] };
  const answer = (): CommandResult =>
    there.sessions === null
      ? ended('', { exit: 1 })
      : ended(`${JSON.stringify({ sessions: there.sessions })}\n`);
  return { there, ...aComputer(seatsOnWindows, { self: answer }) };
}

const boot = '6F0E5A3C-0000-4000-8000-000000000001\n';
type User = Record<string, PlistValue>;
const user = (name: string, number: number, over: User = {}): User => ({
  ...{ kCGSSessionUserNameKey: name, kCGSSessionIDKey: number, kCGSSessionUserIDKey: 501 },
  ...{ kCGSSessionOnConsoleKey: true, kCGSessionLoginDoneKey: true, ...over },
});

function aMac() {
  const there: { boot: string; root: Record<string, PlistValue> | null; fromDirectory: string[] } = {
    ...{ boot, root: { IOConsoleLocked: false, IOConsoleUsers: [] }, fromDirectory: [] },
  };
  const commands = {
    sysctl: () => ended(there.boot),
    ioreg: () => (there.root === null ? missing : ended(build(there.root))),
    dscl: (args: readonly string[]) =>
      there.fromDirectory.some(name => args.includes(`/Users/${name}`))
        ? ended('OriginalNodeName:\n /Active Directory/SCHOOL/All Domains\n')
        : ended('', { stderr: 'No such key: OriginalNodeName\n' }),
  };
  return { there, ...aComputer(seatsOnMac, commands) };
}

describe('times of sign-ins on Windows', () => {
  before(() => import('./watch.ts'));

  it('are told from sign-in to sign-out, never by a name, and never said to be exact', async () => {
    const { there, begin, pass, told, names } = aWindowsComputer();
    await begin();
    for (const sessions of [
      [session(2, 'a.jones', { local: true })],
      [session(2, 'a.jones', { local: true, locked: true })],
      [session(2, 'a.jones', { local: true })],
      [],
    ]) {
      there.sessions = sessions;
      await pass();
    }
    expect(names()).to.deep.equal(['sitting.began', 'sitting.locked', 'sitting.unlocked', 'sitting.ended']);
    expect(told[0]?.[1]).to.include({ kind: 'screen', account: 'kept_here', exact: false });
    expect(JSON.stringify(told)).to.not.match(/jones|SCHOOL/);
  });

  it('tell the next person’s session from the one before, though Windows gives it the same number', async () => {
    const { there, begin, pass, told, names } = aWindowsComputer();
    await begin();
    there.sessions = [session(2, 'a.jones')];
    await pass();
    there.sessions = [session(2, 'b.smith', { signedInAt: 2_000, remote: true })];
    await pass();
    expect(names()).to.deep.equal(['sitting.began', 'sitting.ended', 'sitting.began']);
    expect(told[2]?.[1]).to.include({ kind: 'remote', account: 'directory' });
    expect(told[2]?.[1].person).to.not.equal(told[0]?.[1].person);
  });

  it('end nothing because Windows did not answer', async () => {
    const { there, begin, pass, names } = aWindowsComputer();
    await begin();
    there.sessions = [session(2, 'a.jones')];
    await pass();
    there.sessions = null;
    await pass();
    await pass();
    expect(names()).to.deep.equal(['sitting.began']);
  });
});

describe('times of sign-ins on a Mac', () => {
  before(() => import('./watch.ts'));

  it('are told from sign-in to sign-out, also of whoever was sent behind the sign-in window', async () => {
    const { there, begin, pass, told, names } = aMac();
    await begin();
    const root = (users: User[], locked = false) => ({ IOConsoleLocked: locked, IOConsoleUsers: users });
    there.root = root([user('jones', 257)]);
    await pass();
    there.root = root([user('jones', 257, { CGSSessionScreenIsLocked: true })], true);
    await pass();
    there.root = root([user('jones', 257)]);
    await pass();
    there.root = root([user('jones', 257, { kCGSSessionOnConsoleKey: false }), user('smith', 258)]);
    there.fromDirectory = ['smith'];
    await pass();
    there.root = { IOConsoleLocked: false };
    await pass();
    expect(names()).to.deep.equal([
      ...['sitting.began', 'sitting.locked', 'sitting.unlocked', 'sitting.locked', 'sitting.began'],
      ...['sitting.ended', 'sitting.ended'],
    ]);
    const accounts = told.filter(([name]) => name === 'sitting.began').map(([, facts]) => facts.account);
    expect(accounts).to.deep.equal(['kept_here', 'directory']);
    expect(JSON.stringify(told)).to.not.match(/jones|smith/);
  });

  it('leave out the sign-in window, and begin anew after a start, which counts from the same number', async () => {
    const { there, begin, pass, names } = aMac();
    there.root = {
      IOConsoleUsers: [user('_windowserver', 256), user('x', 257, { kCGSessionLoginDoneKey: false })],
    };
    await begin();
    await pass();
    expect(names()).to.deep.equal([]);
    there.root = { IOConsoleLocked: false, IOConsoleUsers: [user('jones', 257)] };
    await pass();
    there.boot = boot.replace('1\n', '2\n');
    await pass();
    expect(names()).to.deep.equal(['sitting.began', 'sitting.ended', 'sitting.began']);
  });

  it('are not known by an answer that was cut off, or says nothing of a screen', async () => {
    const text = build({ IOConsoleLocked: false, IOConsoleUsers: [user('jones', 257)] });
    const lookAt = (said: string) =>
      seatsOnMac.look(scriptedMachine({ commands: { sysctl: ended(boot), ioreg: ended(said) } }), never);
    for (const said of everyCut(text).filter((_cut, at) => at % 5 === 0))
      expect(await lookAt(said), said).to.equal(null);
    const whole = await lookAt(text);
    expect(whole?.seated.map(({ name }) => name)).to.deep.equal(['jones']);
    expect(await lookAt(build({}))).to.equal(null);
  });
});
