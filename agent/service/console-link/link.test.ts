import { expect } from 'chai';
import { SmallConsole, type SmallConsoleOptions } from '../../../test/support/small-console.ts';
import { makeKey } from '../identity.ts';
import { Outbox } from '../outbox.ts';
import { Differences } from '../outbox-differences.ts';
import { PolicyInForce } from '../policy/in-force.ts';
import { type Identity, memoryState, type State } from '../state.ts';
import { type Clock, systemClock } from '../system/clock.ts';
import { ConsoleLink, type LinkStatus } from './link.ts';
import { deriveCode } from './opening.ts';

/** Real time, but nobody waits for it to pass: every pause is at most a fraction of a second. */
const impatient: Clock = {
  ...systemClock,
  after: (ms, call) => systemClock.after(ms > 5000 ? ms : Math.min(ms, 30), call),
};

async function until<T>(look: () => T | undefined | false | null, what: string): Promise<T> {
  for (const started = Date.now(); Date.now() - started < 5000; ) {
    const found = look();
    if (found) return found;
    await new Promise(resolve => setTimeout(resolve, 5));
  }
  throw new Error(`waited in vain for ${what}`);
}

class Device {
  readonly state: State;
  readonly outbox: Outbox;
  readonly policy: PolicyInForce;
  readonly link: ConsoleLink;
  readonly statuses: LinkStatus[] = [];
  addresses = '10.0.0.1';

  constructor(state: State, clock: Clock = impatient) {
    this.state = state;
    this.outbox = new Outbox({ path: ':memory:', now: Date.now });
    this.policy = new PolicyInForce(state.policy, state.identity.read()?.pin.key ?? null);
    this.link = new ConsoleLink({
      state,
      outbox: this.outbox,
      differences: new Differences(this.outbox),
      policy: this.policy,
      clock,
      introduce: async () => ({ evidence: [], suggested: { name: 'slate', system: 'Debian 12' } }),
      observed: () => ({ antivirus: 5 }),
      onPolicy: () => {},
      onStatus: status => this.statuses.push(status),
      log: () => {},
      addresses: () => this.addresses,
    });
    this.link.start();
  }

  get deviceId(): string {
    return this.state.identity.read()?.deviceId ?? '';
  }

  reached(state: LinkStatus['state']): Promise<unknown> {
    return until(() => this.link.status.state === state, `the link to be ${state}`);
  }

  trouble(pattern: RegExp): Promise<unknown> {
    return until(
      () => this.statuses.some(status => pattern.test(status.trouble ?? '')),
      `trouble like ${pattern}`,
    );
  }
}

describe('the device link', () => {
  const consoles: SmallConsole[] = [];
  const devices: Device[] = [];

  const aConsole = async (options: SmallConsoleOptions = {}) => {
    const made = new SmallConsole(options);
    consoles.push(made);
    await made.start();
    return made;
  };
  const enrolling = (console: SmallConsole, change: Partial<Identity> = {}): State => {
    const state = memoryState();
    const fingerprint = deriveCode(console.code)?.fingerprint ?? '';
    state.identity.write({
      key: makeKey(),
      url: console.url,
      pin: { fingerprint, key: null },
      status: 'enrolling',
      deviceId: null,
      code: console.code,
      previous: null,
      ...change,
    });
    return state;
  };
  const aDevice = (state: State, clock?: Clock) => {
    const device = new Device(state, clock);
    devices.push(device);
    return device;
  };
  const connected = async (console: SmallConsole) => {
    console.preApproved = true;
    const device = aDevice(enrolling(console));
    await device.reached('connected');
    return device;
  };

  afterEach(async () => {
    for (const device of devices.splice(0)) {
      await device.link.stop();
      device.outbox.close();
    }
    for (const console of consoles.splice(0)) await console.stop();
  });

  it('waits in the queue, and is welcomed on the same connection once it is approved', async () => {
    const console = await aConsole();
    const device = aDevice(enrolling(console));
    await device.reached('waiting');
    expect(device.state.identity.read()).to.deep.include({ status: 'waiting', code: null });
    console.approve(device.deviceId);
    await device.reached('connected');
    expect(console.count('open')).to.equal(1);
    expect(device.state.identity.read()).to.deep.include({ status: 'approved' });
    expect(device.state.identity.read()?.pin.key).to.equal(console.key);
  });

  it('comes back into the queue with hello, never with a second enrolment', async () => {
    const console = await aConsole();
    const device = aDevice(enrolling(console));
    await device.reached('waiting');
    await console.stop();
    await console.start();
    await until(() => console.count('hello') > 0, 'hello');
    expect(console.last('hello')).to.deep.include({ deviceId: device.deviceId, chain: null });
    expect(console.count('enrol')).to.equal(1);
  });

  it('takes the record that a person gave it', async () => {
    const console = await aConsole();
    const device = aDevice(enrolling(console));
    await device.reached('waiting');
    const record = crypto.randomUUID();
    console.approve(device.deviceId, record);
    await device.reached('connected');
    expect(device.deviceId).to.equal(record);
  });

  it('refuses a console whose key is not the one in the code, and tells it nothing', async () => {
    const console = await aConsole();
    const other = await aConsole();
    const device = aDevice(enrolling(console, { url: other.url }));
    await device.trouble(/not the console/);
    expect(other.heard.map(one => one.kind)).to.not.include('enrol');
  });

  it('refuses a console that cannot sign for the key it shows', async () => {
    const console = await aConsole({ liesAboutKey: true });
    await aDevice(enrolling(console)).trouble(/did not prove/);
    expect(console.count('enrol')).to.equal(0);
  });

  it('refuses a certificate that is neither the console’s nor one that this system trusts', async () => {
    const console = await aConsole({ behindFilter: true });
    await aDevice(enrolling(console)).trouble(/intercepted by localhost, whom this computer does not trust/);
    expect(console.count('enrol')).to.equal(0);
  });

  it('ends the enrolment when the code is not known, and keeps nothing', async () => {
    const console = await aConsole();
    const wrong = new SmallConsole();
    const state = enrolling(console, { code: wrong.code });
    await aDevice(state).reached('stopped');
    expect(state.identity.read()).to.equal(undefined);
  });

  it('sends what waits in order, and keeps it until it is acknowledged', async () => {
    const console = await aConsole();
    console.hold = true;
    const device = await connected(console);
    for (const name of ['a', 'b', 'c']) device.outbox.event(`test.${name}`);
    await until(() => console.count('records') >= 1, 'records');
    expect(device.outbox.waiting).to.equal(3);
    console.hold = false;
    await console.stop();
    await console.start();
    await until(() => device.outbox.waiting === 0, 'acknowledgement');
    const records = [...(console.devices.get(device.deviceId)?.records.values() ?? [])];
    expect(records.map(record => record.seq)).to.deep.equal([1, 2, 3]);
  });

  it('sends its heartbeat while a console acknowledges nothing, and never more than one message', async () => {
    const console = await aConsole();
    console.hold = true;
    const device = await connected(console);
    device.outbox.transaction(() => {
      for (let i = 0; i < 2000; i++) device.outbox.event('test.many', { i });
    });
    await until(() => console.count('heartbeat') > 1, 'heartbeats');
    expect(console.count('records')).to.equal(1);
    expect(console.last('heartbeat')).to.deep.include({ waiting: 2000, observed: { antivirus: 5 } });
  });

  it('moves along the chain in every session, and may present the link before after a lost answer', async () => {
    const console = await aConsole();
    const device = await connected(console);
    const first = device.state.session.read();
    await console.stop();
    await console.start();
    await until(() => device.state.session.read()?.chain !== first?.chain, 'the next link');
    await device.reached('connected');
    if (first) device.state.session.write(first);
    const hellos = console.count('hello');
    await console.stop();
    await console.start();
    await until(() => console.count('hello') > hellos, 'another hello');
    await device.reached('connected');
  });

  it('takes a new key when the console saw two of it, proves the old one, and waits in the queue', async () => {
    const console = await aConsole();
    const device = await connected(console);
    const before = device.state.identity.read();
    const session = device.state.session.read();
    if (session) device.state.session.write({ ...session, chain: 'A'.repeat(22) });
    console.preApproved = false;
    await console.stop();
    await console.start();
    await device.reached('waiting');
    expect(console.last('enrol')?.previous?.deviceId).to.equal(before?.deviceId);
    expect(device.state.identity.read()?.key.publicKey).to.not.equal(before?.key.publicKey);
    expect(console.devices.size).to.equal(2);
  });

  it('deletes its keys and its policy when it was removed, and stops', async () => {
    const console = await aConsole();
    const device = await connected(console);
    const known = console.devices.get(device.deviceId);
    if (known) known.status = 'removed';
    await console.stop();
    await console.start();
    await device.reached('stopped');
    expect(device.state.identity.read()).to.deep.include({ status: 'removed', deviceId: null });
    expect(device.state.identity.read()?.key.secret).to.equal('');
    expect(device.state.session.read()).to.equal(undefined);
  });

  it('keeps everything when the console does not know it, and never enrols again by itself', async () => {
    const console = await aConsole();
    const device = await connected(console);
    console.devices.clear();
    const hellos = console.count('hello');
    await console.stop();
    await console.start();
    await until(() => console.count('hello') >= hellos + 2, 'two more hellos');
    expect(device.state.identity.read()?.status).to.equal('approved');
    expect(console.count('enrol')).to.equal(1);
  });

  it('takes a policy that the console signed for its group, and says so', async () => {
    const console = await aConsole();
    const device = await connected(console);
    const document = {
      number: 3,
      schoolId: 'school',
      groupId: 'group',
      issuedAt: 1,
      timeZone: 'Europe/London',
      controls: {},
    };
    console.send('policy', console.policy(document));
    await until(() => console.last('applied'), 'applied');
    expect(console.last('applied')).to.deep.equal({ policyNumber: 3 });
    const older = console.policy({ ...document, number: 2 });
    console.send('policy', older);
    await until(
      () => [...(console.devices.get(device.deviceId)?.records.values() ?? [])].length > 0,
      'the event',
    );
    const [event] = [...(console.devices.get(device.deviceId)?.records.values() ?? [])];
    expect(event).to.deep.include({
      name: 'policy.refused',
      facts: { reason: 'older', signature: older.signature },
    });
    expect(device.policy.document?.number).to.equal(3);
  });

  it('takes no policy that was offered in a session that is over, and tells it once', async () => {
    const console = await aConsole();
    const device = await connected(console);
    const fixed = { schoolId: 'school', groupId: 'group', issuedAt: 1, timeZone: 'Europe/London' };
    const kept = console.offered({ ...fixed, number: 7, controls: {} });
    await console.stop();
    await console.start();
    await until(() => console.count('hello') >= 2, 'it is back');
    const told = () => [...(console.devices.get(device.deviceId)?.records.values() ?? [])];
    for (const again of [kept, kept, { ...kept, offer: undefined }]) console.send('policy', again);
    await until(() => told().length > 0, 'the event');
    console.send('policy', console.policy({ ...fixed, number: 8, controls: {} }));
    await until(() => console.last('applied'), 'applied');
    expect(console.last('applied')).to.deep.equal({ policyNumber: 8 });
    expect(told()).to.have.length(1);
    expect(told()[0]).to.deep.include({
      name: 'policy.refused',
      facts: { reason: 'expired', signature: kept.signature },
    });
  });

  it('tries at once when the network comes back, instead of sitting out its pause', async () => {
    const console = await aConsole();
    const patient: Clock = {
      ...systemClock,
      random: () => 0.999,
      after: (ms, call) =>
        systemClock.after(ms === 2000 ? 20 : ms === 1000 ? 10 : Math.max(ms, 60_000), call),
    };
    const state = enrolling(console);
    console.preApproved = true;
    await console.stop();
    const device = aDevice(state, patient);
    await device.trouble(/Nothing listens/);
    await console.start();
    device.addresses = '10.0.0.2';
    await device.reached('connected');
  });
});
