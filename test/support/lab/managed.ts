/**
 * A machine whose agent is installed as a school installs it and belongs to a small console on the host, whose key
 * the test holds. The cable between them can be pulled; then whatever the agent does, it does alone.
 */
import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { longWatched } from '../../../agent/service/enforcement/index.ts';
import { makeKey } from '../../../agent/service/identity.ts';
import { PolicyInForce } from '../../../agent/service/policy/in-force.ts';
import { openState } from '../../../agent/service/state.ts';
import { controls as everyControl } from '../../../shared/controls/index.ts';
import type { Finding } from '../../../shared/finding.ts';
import { type PolicyDocument, policyDocument } from '../../../shared/policy.ts';
import type { DeviceRecord } from '../../../shared/protocol/device.ts';
import { SmallConsole } from '../small-console.ts';
import { until } from '../until.ts';
import type { Guest } from './guest.ts';
import { plugRelease } from './release.ts';

export const agentUnit = 'caretaker-agent.service';
const data = '/var/lib/caretaker';
const status = `${data}/status.json`;
/** Read on the host, since a Node in the guest takes seconds of its processor. */
const packedOutbox = `cd ${data} && tar -c outbox.db outbox.db-wal | gzip -1 | base64 -w0`;
/** What a look says that its machine was too slow for. */
const tooSlow: ReadonlySet<string> = new Set(['probe_timed_out', 'plan_timed_out']);
const audience = { schoolId: 'school', groupId: 'group' };
type Event = Extract<DeviceRecord, { type: 'event' }>;

/** Installs the agent, and leaves it stopped and not enrolled: for a state that is kept and started from again. */
export async function installAgent(guest: Guest): Promise<void> {
  const release = await plugRelease(guest, 'agent');
  // A first start and its look would be thrown away: `installers` has them.
  const instead = `/run/systemd/system/${agentUnit}.d`;
  await guest.must(
    `mkdir -p ${instead} && printf '[Service]\\nExecStart=\\nExecStart=sleep infinity\\n' >${instead}/lab.conf`,
  );
  await guest.must(`${release.folder}/install.sh agent`, 400_000);
  await guest.must(
    `systemctl stop ${agentUnit}; rm -r ${instead}; systemctl daemon-reload; rm -rf ${data}/*`,
  );
  await release.pull();
}

export class Managed {
  readonly guest: Guest;
  readonly console = new SmallConsole();
  readonly deviceId = crypto.randomUUID();
  /** Keys the hashes of serials in this school. */
  readonly serialKey = randomBytes(32).toString('base64url');
  readonly #key = makeKey();
  #number = 0;
  /** In every policy from now on. */
  calendar: PolicyDocument['calendar'] = null;
  /** For how long each control was watched here: long enough, because no test waits for an hour. */
  watched = longWatched(everyControl.map(one => one.key));
  /** By the guest's clock; 0 once that start's look was asked for. */
  #startedAt = 0;
  #cable: { pulled(out: boolean): Promise<void> } | undefined;
  #address = 'wss://127.0.0.1:9';

  constructor(guest: Guest) {
    this.guest = guest;
  }

  /** Starts the agent with this policy in force and no console that it could reach. */
  async startAlone(controls: PolicyDocument['controls']): Promise<void> {
    await this.#writeState(controls);
    await this.#start();
    await this.#looked();
  }

  /** The same with a cable to the console. Resolves when they are in touch. */
  async startInTouch(controls: PolicyDocument['controls']): Promise<void> {
    this.console.welcome = { ...audience, heartbeatMs: 15_000 };
    await this.console.start();
    this.#address = `wss://10.0.2.2:${this.console.port}`;
    const known = { deviceId: this.deviceId, key: this.#key.publicKey, status: 'approved' as const };
    this.console.devices.set(this.deviceId, { ...known, chain: null, chainBefore: null, records: new Map() });
    await this.layCable();
    await this.#writeState(controls);
    await this.#start();
    await until('the agent is in touch', () => this.console.count('hello') > 0, 60_000);
  }

  /** A network card and a cable to the host; again after the power was cut. */
  async layCable(): Promise<void> {
    this.#cable = await this.guest.plugs.networkCard();
    await this.linkUp();
  }

  /** After a restart, which leaves the card where it is. */
  async linkUp(): Promise<void> {
    await this.guest.until(
      "udevadm settle; card=$(ls /sys/class/net | grep -v '^lo$') && ip link set $card up && ip address replace 10.0.2.15/24 dev $card",
    );
  }

  /** No console from here on: the connection hangs as it does when a switch dies. */
  async pullCable(): Promise<void> {
    await this.#cable?.pulled(true);
  }

  async plugCable(): Promise<void> {
    await this.#cable?.pulled(false);
  }

  /** A new policy over the link. Resolves when the agent has said that it obeys it. */
  async policy(controls: PolicyDocument['controls']): Promise<void> {
    const document = this.document(controls);
    this.console.send('policy', this.console.policy(document));
    const applied = () => this.console.last('applied')?.policyNumber === document.number;
    await until(`policy ${document.number} is applied`, applied, 60_000);
  }

  /**
   * The limit of the screen lock, which no policy can set below a minute, in the installed program itself: a test
   * cannot wait for twenty minutes, and nothing else of it is changed. The boundary of 20:00 is held by a unit test.
   */
  async lockAfterSeconds(seconds: number): Promise<void> {
    const program = '/opt/caretaker/agent/current/service.cjs';
    const limit = '1e3\\*\\(this\\.#[A-Za-z0-9_$]+\\?\\?60\\*';
    await this.guest.must(
      `test "$(grep -oE '${limit}' ${program} | wc -l)" = 1 && sed -i -E 's/${limit}/1e3*(${seconds}??60*/' ${program}`,
    );
  }

  /** A policy for an agent that no console reaches: the agent is stopped, its data folder written, and started again. */
  async policyAlone(controls: PolicyDocument['controls']): Promise<void> {
    await this.#writeState(controls, 'policy.json');
    await this.#start();
    await this.#looked();
  }

  document(controls: PolicyDocument['controls']): PolicyDocument {
    const number = ++this.#number;
    const fixed = { issuedAt: Date.now(), timeZone: 'Europe/London', serialKey: this.serialKey };
    return policyDocument.parse({ number, ...audience, ...fixed, controls, calendar: this.calendar });
  }

  /** Everything that reached the console. */
  get records(): DeviceRecord[] {
    return [...(this.console.devices.get(this.deviceId)?.records.values() ?? [])];
  }

  /** The events among them, in order. */
  get events(): Event[] {
    return this.records.filter(one => one.type === 'event').sort((a, b) => a.seq - b.seq);
  }

  /** The first event of that name that reached the console after `seq`. */
  async event(name: string, { after = 0, deadlineMs = 30_000 } = {}): Promise<Event> {
    const found = () => this.events.find(one => one.name === name && one.seq > after);
    await until(`${name} is reported`, () => found() !== undefined, deadlineMs);
    return found() as Event;
  }

  /** Everything that the agent keeps for the console. */
  async kept(): Promise<DeviceRecord[]> {
    return recordsIn(await this.guest.must(packedOutbox));
  }

  /**
   * The last such event that the agent keeps for a console that it cannot reach. `name` may be how it begins, with a dot
   * at its end. The guest looks for the name by itself: packing what is kept takes an emulated machine two seconds.
   */
  async keptEvent(
    name: string,
    is: (event: Event) => boolean = () => true,
    deadlineMs = 30_000,
  ): Promise<Event> {
    const named = name.endsWith('.')
      ? (one: Event) => one.name.startsWith(name)
      : (one: Event) => one.name === name;
    const found = (packed: string) =>
      packed === ''
        ? undefined
        : recordsIn(packed).findLast(one => one.type === 'event' && named(one) && is(one));
    const worth = `grep -qaF '"name":"${name}' ${data}/outbox.db ${data}/outbox.db-wal`;
    const event = await this.guest.follow(`${data}/outbox.db-wal`, packedOutbox, found, deadlineMs, worth);
    if (event?.type === 'event') return event;
    throw new Error(`it has not told of ${name}: ${JSON.stringify(await this.kept())}`);
  }

  /** The last finding of one control, as `caretaker status` has it. */
  async finding(control: string): Promise<Finding | undefined> {
    return findingIn((await this.guest.run(`cat ${status}`)).stdout, control);
  }

  /**
   * Has it look at that control now unless it was started just before, and answers what it found since, once `good` is true
   * of it. An emulated machine that shares its processors may be too slow for one look, so then it is asked again.
   */
  async findingThat(
    control: string,
    good: (finding: Finding) => boolean,
    deadlineMs = 60_000,
  ): Promise<Finding> {
    const started = this.#startedAt;
    this.#startedAt = 0;
    let since = started || (await this.#now());
    if (started === 0) await this.lookNow(control);
    let last: Finding | undefined;
    const found = async (view: string) => {
      last = findingIn(view, control);
      if (last === undefined || last.observedAt < since) return undefined;
      if (good(last)) return last;
      if (since === started || tooSlow.has(last.reason)) {
        since = last.observedAt + 1;
        await this.lookNow(control);
      }
      return undefined;
    };
    const finding = await this.guest.follow(status, `cat ${status}`, found, deadlineMs);
    if (finding === undefined) throw new Error(`${control} stays ${JSON.stringify(last)}`);
    return finding;
  }

  /**
   * At one control alone, or at everything where the disk takes no more than an empty file, as `caretaker agent check`
   * asks for it: starting that takes an emulated machine seconds.
   */
  async lookNow(control: string): Promise<void> {
    const file = `${data}/safety/look.json`;
    await this.guest.must(
      `{ echo '["${control}"]' >${file}.new || : >${file}.new; } 2>/dev/null && mv ${file}.new ${file}`,
    );
  }

  async stop(): Promise<void> {
    if (this.console.port !== 0) await this.console.stop();
  }

  #now = async () => Number(await this.guest.must('date +%s%3N'));

  /** What it says afterwards is of this start: nothing is left of what it had found before. */
  async #start(): Promise<void> {
    this.#startedAt = await this.#now();
    await this.guest.must(`rm -f ${status}; systemctl start ${agentUnit}`, 60_000);
  }

  async #looked(): Promise<void> {
    await this.guest.until(`test -s ${status} && grep -q idle-lock ${status}`, 240_000);
  }

  /** The data folder as enrolling and accepting a policy would leave it, written by the agent's own code. */
  async #writeState(controls: PolicyDocument['controls'], only?: string): Promise<void> {
    const folder = mkdtempSync(join(tmpdir(), 'caretaker-state-'));
    const state = openState(folder);
    const { key } = this.console;
    state.identity.write({
      ...{ key: this.#key, url: this.#address, pin: { fingerprint: '', key }, status: 'approved' },
      ...{ deviceId: this.deviceId, code: null, previous: null },
    });
    const signed = this.console.policy(this.document(controls));
    const accepted = new PolicyInForce(state.policy, key).accept(signed, audience, key, true);
    if (!accepted.ok) throw new Error(`the agent would not take this policy: ${accepted.reason}`);
    // After a power cut it was started with the machine, and would read what is only half written here.
    await this.guest.must(`systemctl stop ${agentUnit}`, 60_000);
    for (const name of readdirSync(folder).filter(one => one === (only ?? one)))
      await this.guest.write(`${data}/${name}`, readFileSync(join(folder, name)));
    await this.guest.must(`mkdir -p ${data}/safety`);
    await this.guest.write(`${data}/safety/watched.json`, JSON.stringify(this.watched));
    await this.guest.must(`chmod -R go= ${data}; sync`);
    rmSync(folder, { recursive: true, force: true });
  }
}

function recordsIn(packed: string): DeviceRecord[] {
  const folder = mkdtempSync(join(tmpdir(), 'caretaker-outbox-'));
  try {
    execFileSync('tar', ['-xzm', '-C', folder], { input: Buffer.from(packed, 'base64') });
    const copy = new DatabaseSync(join(folder, 'outbox.db'));
    const rows = copy.prepare('select body from record order by seq').all();
    copy.close();
    return rows.map(row => JSON.parse(String(row.body)));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function findingIn(view: string, control: string): Finding | undefined {
  const { findings } = JSON.parse(view || '{"findings":[]}');
  return findings.find((one: Finding) => one.control === control);
}
