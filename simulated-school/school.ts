/** The school while its year is told: its console on a clock of its own, its people, and its computers one by one. */
import { randomBytes } from 'node:crypto';
import { enrolBody } from '../agent/service/console-link/opening.ts';
import { newIdentity } from '../agent/service/main-enrol.ts';
import type { Context } from '../console/server/context.ts';
import { Confirmations } from '../console/server/devices/index.ts';
import { enrol } from '../console/server/enrolment/index.ts';
import type { Opened } from '../console/server/main-open.ts';
import { policyFor, policyPass } from '../console/server/policies/index.ts';
import { keepPass } from '../console/server/promises/index.ts';
import { agePass, Heartbeats, Ingest } from '../console/server/reports/index.ts';
import { heardRequest } from '../console/server/requests/index.ts';
import type { Caller } from '../console/server/route.ts';
import { factsOfRequest, type Request, requestEvent } from '../shared/protocol/request.ts';
import type { Year } from './calendar.ts';
import type { YearClock } from './clock.ts';
import { Desk } from './desk.ts';
import { YearDevice } from './year-device.ts';

type Method = Parameters<Desk['ask']>[1];

/** Nobody asked anybody anything over a line: each enrolment has its own. */
const nonces = () => ({
  deviceNonce: randomBytes(32).toString('base64url'),
  consoleNonce: randomBytes(32).toString('base64url'),
  certificate: randomBytes(32).toString('base64url'),
});

export interface Staff {
  technician: Caller;
  head: Caller;
}

export class School {
  readonly context: Context;
  readonly schoolId: string;
  readonly clock: YearClock;
  readonly year: Year;
  readonly devices: YearDevice[] = [];
  readonly groups = new Map<string, string>();
  readonly #desk: Desk;
  readonly #ingest: Ingest;
  readonly #heartbeats: Heartbeats;
  readonly #confirmations: Confirmations;
  readonly #policies = new Map<string, Awaited<ReturnType<typeof policyFor>>>();
  #newest: unknown;
  staff: Staff;

  constructor({ context, schoolId }: Opened, clock: YearClock, year: Year) {
    this.context = context;
    this.schoolId = schoolId;
    this.clock = clock;
    this.year = year;
    this.#desk = new Desk(context);
    this.#ingest = new Ingest(context);
    this.#heartbeats = new Heartbeats(context);
    this.#confirmations = new Confirmations(context);
    const unnamed = { schoolId, id: 'command-line', name: 'the command line' };
    this.staff = {
      technician: { ...unnamed, role: 'technician' },
      head: { ...unnamed, role: 'headteacher' },
    };
  }

  /** As the technician. Throws in words what the console refuses. */
  does<T>(method: Method, address: string, body?: unknown): Promise<T> {
    if (method !== 'get') this.#policies.clear();
    return this.#desk.ask<T>(this.staff.technician, method, address, body);
  }

  headDoes<T>(method: Method, address: string, body?: unknown): Promise<T> {
    if (method !== 'get') this.#policies.clear();
    return this.#desk.ask<T>(this.staff.head, method, address, body);
  }

  groupId(name: string): string {
    const id = this.groups.get(name);
    if (id === undefined) throw new Error(`no group ${name}`);
    return id;
  }

  /** Of a room, by the letters before the number; those that are still there. */
  of(...prefixes: string[]): YearDevice[] {
    return this.devices.filter(
      one => !one.gone && one.deviceId !== '' && prefixes.includes(one.placed.room.prefix),
    );
  }

  /** Codes are made, used up by proofs that the console checks, and everybody is let in by the technician. */
  async enrol(newcomers: readonly YearDevice[], group: string, label: string): Promise<void> {
    const wish = { groupId: this.groupId(group), label, uses: newcomers.length, hours: 48 };
    const { code } = await this.does<{ code: string }>('post', '/enrolment-codes', wish);
    const approve: { id: string; groupId: string }[] = [];
    for (const device of newcomers) {
      const identity = { ...newIdentity('', code, ''), key: device.key };
      const { machine } = device.placed;
      const suggested = { name: machine.name, system: `${machine.system.name} ${machine.system.version}` };
      const opened = { nonces: nonces(), consoleKey: '', clockOffsetMs: 0, intercepted: null };
      const body = enrolBody(opened, identity, { evidence: machine.evidence, suggested });
      const answer = await enrol(this.context, body, opened.nonces);
      if (answer.kind === 'refuse') throw new Error(`${device.name}: ${answer.message}`);
      device.deviceId = answer.deviceId;
      device.groupId = wish.groupId;
      approve.push({ id: answer.deviceId, groupId: wish.groupId });
    }
    for (let from = 0; from < approve.length; from += 200)
      await this.does('post', '/queue/decisions', { approve: approve.slice(from, from + 200) });
    for (const device of newcomers) device.readInventory();
    await this.report(newcomers, true);
  }

  /** They say that they are there, take what policy is new for them, look, and say what changed. */
  async report(devices: readonly YearDevice[], everything = false): Promise<void> {
    // A report alone would show what it does not name to be as old as the last heartbeat.
    if (!everything) await this.#pulse(devices);
    for (const device of devices) await this.#givePolicy(device);
    for (const device of devices) await device.look(everything);
    const submitted = devices.flatMap(device => {
      const records = device.records();
      return records.length === 0 ? [] : [this.#submit(device, records)];
    });
    await Promise.all(submitted);
    await this.#confirmations.flush();
  }

  async #submit(device: YearDevice, records: unknown[]): Promise<void> {
    const sender = { deviceId: device.deviceId, schoolId: this.schoolId, clockOffsetMs: 0 };
    const outcome = await this.#ingest.submit(sender, records);
    if (outcome.rejected.length > 0)
      throw new Error(`${device.name}: ${JSON.stringify(outcome.rejected).slice(0, 300)}`);
    device.sent(outcome.acknowledged);
  }

  async #givePolicy(device: YearDevice): Promise<void> {
    const held = this.#policies.get(device.groupId);
    const policy = held ?? (await policyFor(this.context, this.schoolId, device.groupId, 0));
    this.#policies.set(device.groupId, policy);
    if (device.take(policy.document))
      this.#confirmations.note(device.deviceId, { schoolId: this.schoolId, number: policy.number });
  }

  async #pulse(devices: readonly YearDevice[]): Promise<void> {
    for (const device of devices)
      this.#heartbeats.note({
        ...{ deviceId: device.deviceId, schoolId: this.schoolId, clockOffsetMs: 0 },
        observed: device.observed(),
      });
    await this.#heartbeats.flush();
  }

  /** Somebody at a computer asks for something. Answers the request's id. */
  async asks(device: YearDevice, request: Request): Promise<string> {
    const id = crypto.randomUUID();
    const facts = factsOfRequest(id, request);
    device.tell(requestEvent, facts);
    await this.report([device]);
    await heardRequest(this.context, { deviceId: device.deviceId, schoolId: this.schoolId }, facts);
    return id;
  }

  /** What the console does by itself. */
  async look(): Promise<void> {
    await policyPass(this.context);
    await agePass(this.context);
    const policies = this.context.db.selectFrom('policy').select(eb => eb.fn.max('number').as('newest'));
    const { newest } = await policies.select(eb => eb.fn.countAll().as('all')).executeTakeFirstOrThrow();
    if (newest !== this.#newest) this.#policies.clear();
    this.#newest = newest;
  }

  keepDay(): Promise<number> {
    return keepPass(this.context);
  }

  async close(): Promise<void> {
    await this.#ingest.drain();
    for (const device of this.devices) device.close();
  }
}

/** All of the roster, none of them enrolled yet. */
export function unpacked(
  school: School,
  placed: readonly YearDevice['placed'][],
  seed: number,
  againMs?: number,
): void {
  for (const [index, one] of placed.entries())
    school.devices.push(new YearDevice(one, seed * 100_003 + index, school.clock.now, againMs));
}
