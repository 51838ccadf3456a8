import { expect } from 'chai';
import { scriptedMachine } from '../../../test/support/scripted-machine.ts';
import { SettableClock } from '../../../test/support/settable-clock.ts';
import { memoryCell } from '../state.ts';
import { Boots, bootIdOf, type KeptBoots, somebodySignedIn } from './boots.ts';

const minute = 60_000;

describe('starts of a machine', () => {
  let cell: ReturnType<typeof memoryCell<KeptBoots>>;
  let clock: SettableClock;
  let told: string[];
  let signedIn: boolean;
  let inTouch: boolean;
  let starts: number;
  let enforced: string;
  const start = (bootId = `boot-${++starts}`) => {
    clock.restart(minute);
    const boots = new Boots({
      cell,
      bootId,
      clock,
      inTouch: () => inTouch,
      signedIn: async () => signedIn,
      policyNumber: () => 7,
      enforced: () => enforced,
      tell: name => told.push(name),
    });
    boots.start();
    return boots;
  };
  beforeEach(() => {
    cell = memoryCell<KeptBoots>();
    clock = new SettableClock();
    [told, signedIn, inTouch, starts, enforced] = [[], false, false, 0, 'block sticks'];
  });

  it('give a policy up after three that nobody could use', () => {
    start().beforeWriting();
    expect([start().gaveUp, start().gaveUp, start().gaveUp]).to.deep.equal([false, false, true]);
    expect(told).to.deep.equal(['enforcement.boot_loop']);
    expect(start().gaveUp, 'also when it comes again under another number').to.equal(true);
    enforced = 'sticks to be read only';
    expect(start().gaveUp).to.equal(false);
  });

  it('count nothing before anything was set', () => {
    for (let i = 0; i < 6; i += 1) expect(start().gaveUp).to.equal(false);
  });

  for (const [words, prepare] of [
    ['somebody has signed in', () => (signedIn = true)],
    ['the console was reached', () => (inTouch = true)],
  ] as const) {
    it(`are well again after ten minutes when ${words}`, async () => {
      start().beforeWriting();
      start();
      start();
      prepare();
      clock.pass(9 * minute);
      await clock.settled();
      expect(cell.read()?.pending).to.equal(true);
      clock.pass(minute);
      await clock.settled();
      expect(cell.read()).to.include({ pending: false, unclean: 0 });
    });
  }

  it('are looked at again while nobody has come', async () => {
    start().beforeWriting();
    clock.pass(10 * minute);
    await clock.settled();
    expect(cell.read()?.pending).to.equal(true);
    signedIn = true;
    clock.pass(2 * minute);
    await clock.settled();
    expect(cell.read()?.pending).to.equal(false);
  });

  it('do not count when the machine was in use and switched off in order', () => {
    start().beforeWriting();
    inTouch = true;
    for (let i = 0; i < 5; i += 1) {
      const boots = start();
      boots.stop();
    }
    expect(start().gaveUp).to.equal(false);
  });

  it('do not count when somebody was there for some minutes only, without a network, and switched it off in order', async () => {
    start().beforeWriting();
    signedIn = true;
    for (let i = 0; i < 5; i += 1) {
      const boots = start();
      clock.pass(3 * minute);
      await clock.settled();
      boots.stop();
    }
    expect(start().gaveUp).to.equal(false);
    expect(cell.read()?.pending, 'still on probation').to.equal(true);
  });

  it('count when it was switched off in order but nobody could use it', () => {
    start().beforeWriting();
    for (let i = 0; i < 3; i += 1) start().stop();
    expect(start().gaveUp).to.equal(true);
  });

  it('are not counted twice when only the service starts again', () => {
    start('same').beforeWriting();
    for (let i = 0; i < 5; i += 1) expect(start('same').gaveUp).to.equal(false);
    for (let i = 0; i < 5; i += 1) expect(start(`at-${1_000_000 + i}`).gaveUp).to.equal(false);
  });

  it('are forgiven by an administrator', () => {
    start().beforeWriting();
    start();
    start();
    const boots = start();
    expect(boots.reread()).to.equal(false);
    cell.write({ ...(cell.read() as KeptBoots), gaveUp: null });
    expect(boots.reread()).to.equal(true);
    expect(boots.gaveUp).to.equal(false);
  });

  it('are told apart by the kernel’s own name for each, or by their time', async () => {
    const files = { '/proc/sys/kernel/random/boot_id': '5a1e-77\n' };
    expect(await bootIdOf(scriptedMachine({ files }))).to.equal('5a1e-77');
    expect(await bootIdOf(scriptedMachine({}))).to.match(/^at-\d+$/);
  });

  it('know a person from the sign-in screen', async () => {
    const sessions = (text: string) =>
      scriptedMachine({
        files: { '/run/systemd/sessions': ['c1', 'c1.ref'], '/run/systemd/sessions/c1': text },
      });
    expect(await somebodySignedIn(sessions('UID=1000\nCLASS=user\n'))).to.equal(true);
    expect(await somebodySignedIn(sessions('UID=118\nCLASS=greeter\n'))).to.equal(false);
  });
});
