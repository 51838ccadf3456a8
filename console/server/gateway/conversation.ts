/** What is said on a device connection, in the order of shared/protocol/README.md. */
import { randomBytes } from 'node:crypto';
import type { SignedPolicy } from '../../../shared/policy.ts';
import type { FromDevice } from '../../../shared/protocol/device.ts';
import { challengeText, helloText, offerText, sealingText } from '../../../shared/protocol/transcript.ts';
import type { Context } from '../context.ts';
import {
  beginSession,
  type Confirmations,
  clean,
  cleanOrNull,
  type DeviceRecordRow,
  findDeviceRecord,
  recordWithKey,
  type SessionChoice,
  setPolicyApplied,
} from '../devices/index.ts';
import { heardAfterDisposal } from '../disposals/index.ts';
import { enrol } from '../enrolment/index.ts';
import { verifies } from '../identity/index.ts';
import { sendNotices } from '../notices/index.ts';
import { sendOrders } from '../orders/index.ts';
import { policyFor, sendToGroup } from '../policies/index.ts';
import { recoveryFor, type Stated } from '../recovery/index.ts';
import { type Heartbeats, type Ingest, missing, NotApproved, type Sender } from '../reports/index.ts';
import { sendSupportEnds } from '../software/index.ts';
import { sendAbout } from '../transparency/index.ts';
import { type ChainSecret, judgeLink } from './chain.ts';
import { ClockOffset } from './clock-offset.ts';
import type { Message, Talk, Wire } from './connection.ts';
import { hear } from './events.ts';
import type { Pace } from './pace.ts';
import type { Connections, Line } from './presence.ts';
import { refusal } from './refusals.ts';

export interface Rooms {
  context: Context;
  connections: Connections;
  ingest: Ingest;
  heartbeats: Heartbeats;
  confirmations: Confirmations;
  pace: Pace;
  chain: ChainSecret;
}

interface Nonces {
  deviceNonce: string;
  consoleNonce: string;
  certificate: string;
}

export class Conversation implements Talk {
  readonly #rooms: Rooms;
  readonly #wire: Wire;
  #nonces: Nonces | undefined;
  #challengedAt = 0;
  #line: Line | undefined;
  #live = false;
  #enrolled = false;
  #sealing: Stated | undefined;
  #offset = new ClockOffset(null);

  constructor(rooms: Rooms, wire: Wire) {
    this.#rooms = rooms;
    this.#wire = wire;
  }

  receive(message: Message): Promise<void> | void {
    if (message.kind === 'open') return this.#open(message.body);
    if (this.#nonces === undefined) return this.#wire.refuse('malformed', `${message.kind} before open`);
    if (message.kind === 'enrol') return this.#enrol(message.body, this.#nonces);
    if (message.kind === 'hello') return this.#hello(message.body, this.#nonces);
    const line = this.#line;
    if (line === undefined) return this.#wire.refuse('malformed', `${message.kind} before hello`);
    // Whoever waits for approval says nothing that counts; it is not worth losing the connection over.
    if (!this.#live) return;
    if (message.kind === 'records') return this.#records(line, message.body);
    if (message.kind === 'heartbeat') return this.#heartbeat(line, message.body);
    const { policyNumber: number } = message.body;
    this.#rooms.confirmations.note(line.deviceId, { schoolId: line.schoolId, number });
  }

  closed(): void {
    this.#live = false;
    if (this.#line !== undefined && this.#rooms.connections.remove(this.#line)) this.#nudge(this.#line);
  }

  #open({ nonce }: FromDevice['open']): void {
    if (this.#nonces !== undefined) {
      this.#wire.refuse('malformed', 'open twice');
      return;
    }
    const { identity, now } = this.#rooms.context;
    const consoleNonce = randomBytes(32).toString('base64url');
    this.#nonces = { deviceNonce: nonce, consoleNonce, certificate: identity.certificate.hash };
    this.#challengedAt = now();
    this.#wire.send('challenge', {
      nonce: consoleNonce,
      key: identity.publicKey,
      certificate: identity.certificate.hash,
      signature: identity.sign(challengeText(this.#nonces, this.#challengedAt)),
      now: this.#challengedAt,
    });
  }

  async #enrol(body: FromDevice['enrol'], nonces: Nonces): Promise<void> {
    if (this.#enrolled || this.#line !== undefined) return this.#wire.refuse('malformed', 'enrol twice');
    this.#enrolled = true;
    const enrolled = await enrol(this.#rooms.context, body, nonces);
    for (const gone of enrolled.again ?? []) await heardAfterDisposal(this.#rooms.context, gone);
    if (enrolled.kind === 'refuse')
      return this.#wire.refuse(enrolled.code, `enrol: ${clean(body.suggested.name, 64)}`, enrolled.message);
    this.#known(enrolled.deviceId, enrolled.schoolId);
    this.#wire.send(enrolled.kind, { deviceId: enrolled.deviceId });
  }

  async #hello(hello: FromDevice['hello'], nonces: Nonces): Promise<void> {
    const { context } = this.#rooms;
    if (this.#live) return this.#wire.refuse('malformed', 'hello twice');
    const receivedAt = context.now();
    const row = await findDeviceRecord(context.db, hello.deviceId);
    if (row === undefined) return this.#wire.refuse('unknown_device', `hello as ${hello.deviceId}`);
    if (!verifies(row.public_key, helloText(nonces, hello.deviceId, hello.chain), hello.signature))
      return this.#wire.refuse('bad_signature', `hello as ${hello.deviceId}`);
    this.#sealing = this.#proved(row, hello, nonces);
    if (row.status === 'waiting') return this.#wait(row);
    if (row.status === 'removed') return this.#removed(row);
    this.#offset = new ClockOffset(row.clock_offset_ms);
    this.#offset.fromHello(hello.now, this.#challengedAt, receivedAt);
    const begun = await beginSession(context.db, receivedAt, row.id, held => this.#choose(held, hello));
    if (begun === undefined || begun.choice === 'refused')
      return this.#wire.refuse(
        row.status === 'blocked' ? 'blocked' : 'too_busy',
        `hello as ${row.status} ${row.id}`,
      );
    if (begun.choice === 'cloned') return this.#cloned(begun.row);
    await this.#welcome(begun.row, hello, begun.choice.start.chain);
  }

  #choose(held: DeviceRecordRow, hello: FromDevice['hello']): SessionChoice {
    if (held.status === 'cloned') return 'cloned';
    if (held.status !== 'approved') return 'refused';
    const link = judgeLink(this.#rooms.chain, held, hello.chain);
    if (!link.ok) return 'cloned';
    return {
      start: {
        chain: link.next,
        chainBefore: link.before,
        agent: clean(hello.agent, 40),
        clockOffsetMs: this.#offset.value,
        interceptedBy:
          hello.intercepted === null ? null : (cleanOrNull(hello.intercepted.issuer, 200) ?? 'unknown'),
      },
    };
  }

  /** Who cannot sign for a key gets nothing sealed to it; everything else goes on. */
  #proved(row: DeviceRecordRow, { sealing }: FromDevice['hello'], nonces: Nonces): Stated | undefined {
    if (sealing === undefined) return undefined;
    const { key, epoch } = sealing;
    if (verifies(row.public_key, sealingText(nonces, row.id, key, epoch), sealing.signature))
      return { key, epoch };
    this.#rooms.context.log.warn({ device: row.id }, 'a sealing key that its device did not sign');
    return undefined;
  }

  #wait(row: DeviceRecordRow): void {
    this.#known(row.id, row.school_id);
    this.#wire.send('waiting', { deviceId: row.id });
  }

  /** A tombstone, unless somebody said that this device is another record: then it is told which. */
  async #removed(row: DeviceRecordRow): Promise<void> {
    const record = await recordWithKey(this.#rooms.context.db, row.school_id, row.public_key);
    if (record === undefined) {
      await heardAfterDisposal(this.#rooms.context, { id: row.id, schoolId: row.school_id });
      return this.#wire.refuse('removed', `hello as removed ${row.id}`);
    }
    this.#known(record.id, record.school_id);
    this.#wire.send('approved', { deviceId: record.id });
  }

  /** Both are told apart: this one, and the one that is connected. */
  #cloned(row: DeviceRecordRow): void {
    const { connections, context } = this.#rooms;
    connections.refuse(row.id, refusal('cloned'));
    this.#wire.refuse('cloned', `hello as ${row.id}`);
    context.events.nudge(row.school_id, ['devices', 'device', 'queue'], [row.id]);
  }

  async #welcome(row: DeviceRecordRow, hello: FromDevice['hello'], chain: string): Promise<void> {
    const { context, pace } = this.#rooms;
    const wants = await missing(context.db, row.id, row.states_hash, hello);
    const timing = await pace.current(context.now());
    const policy = await policyFor(context, row.school_id, row.group_id, hello.policyNumber);
    this.#live = true;
    this.#wire.send('welcome', {
      chain,
      resumeAfter: row.stored_seq,
      wants,
      schoolId: row.school_id,
      groupId: row.group_id,
      ...timing,
    });
    this.#known(row.id, row.school_id);
    if (hello.policyNumber !== policy.number) this.#offer(policy.signed);
    else if (row.policy_applied !== policy.number) await setPolicyApplied(context.db, row.id, policy.number);
    if (policy.fresh) await sendToGroup(context, row.group_id, policy, row.id);
    await this.#giveRecovery(row.id, row.school_id);
    await sendOrders(context, row.id);
    await sendNotices(context, row);
    await sendAbout(context, row);
    await sendSupportEnds(context, row.id, hello.supportEnds);
  }

  async #giveRecovery(deviceId: string, schoolId: string): Promise<void> {
    if (this.#sealing === undefined || this.#nonces === undefined) return;
    const { context } = this.#rooms;
    const body = await recoveryFor(context, { deviceId, schoolId }, this.#sealing, this.#nonces);
    if (body === undefined) return;
    this.#wire.send('recovery', body);
    this.#sealing = { ...this.#sealing, epoch: body.epoch };
  }

  /** Moved to another group: a new link, the group and its policy, whatever number the device has. */
  async #regroup(deviceId: string): Promise<void> {
    const { context, pace } = this.#rooms;
    if (!this.#live) return;
    const begun = await beginSession(context.db, context.now(), deviceId, held => {
      if (held.status !== 'approved') return 'refused';
      const link = judgeLink(this.#rooms.chain, held, held.chain);
      if (!link.ok) return 'refused';
      const { agent, clock_offset_ms, intercepted_by } = held;
      const same = { agent: agent ?? '', clockOffsetMs: clock_offset_ms, interceptedBy: intercepted_by };
      return { start: { chain: link.next, chainBefore: link.before, ...same } };
    });
    if (begun === undefined || typeof begun.choice === 'string') return;
    const { row, choice } = begun;
    const policy = await policyFor(context, row.school_id, row.group_id, 0);
    this.#wire.send('welcome', {
      chain: choice.start.chain,
      resumeAfter: row.stored_seq,
      wants: { states: false, sections: [] },
      schoolId: row.school_id,
      groupId: row.group_id,
      ...(await pace.current(context.now())),
    });
    this.#offer(policy.signed);
    if (policy.fresh) await sendToGroup(context, row.group_id, policy, row.id);
    await sendNotices(context, row);
  }

  /** Whoever kept the frame cannot bring it to a device later: the offer is good in this session alone. */
  #offer({ payload, signature }: SignedPolicy): void {
    if (this.#nonces === undefined) return;
    const offer = this.#rooms.context.identity.sign(offerText(this.#nonces, signature));
    this.#wire.send('policy', { payload, signature, offer });
  }

  /** Proved to be this device. */
  #known(deviceId: string, schoolId: string): void {
    const { connections } = this.#rooms;
    if (this.#line?.deviceId !== deviceId) {
      if (this.#line !== undefined) connections.remove(this.#line);
      this.#line = {
        deviceId,
        schoolId,
        isLive: () => this.#live,
        send: frame => this.#wire.sendFrame(frame),
        offer: policy => this.#offer(policy),
        refuse: body => this.#wire.refuse(body.code, `${deviceId} by decision`, body.message),
        regroup: () => this.#regroup(deviceId),
        replaced: () => this.#wire.close(4001, 'replaced by a newer connection'),
      };
      connections.add(this.#line);
    }
    this.#wire.proved(deviceId);
    this.#nudge(this.#line);
  }

  #nudge({ schoolId, deviceId }: Line): void {
    this.#rooms.context.events.nudge(schoolId, ['devices', 'device', 'queue'], [deviceId]);
  }

  /** Read, stored and answered one message at a time: what a device sends meanwhile stays on its side of the line. */
  async #records(line: Line, { records }: FromDevice['records']): Promise<void> {
    this.#wire.charge(records.length);
    const sender = { deviceId: line.deviceId, schoolId: line.schoolId, clockOffsetMs: this.#offset.value };
    try {
      const outcome = await this.#rooms.ingest.submit(sender, records);
      const refused = records.length - outcome.acknowledged.length;
      if (refused > 0) this.#wire.charge(0, refused);
      // Before the answer: whatever is not heard is sent again, and heard twice is heard once.
      await this.#heard(sender, outcome.kept);
      if (outcome.acknowledged.length > 0) this.#wire.send('ack', { ids: outcome.acknowledged });
      for (const rejected of outcome.rejected)
        if (rejected.ids.length > 0) this.#wire.send('reject', rejected);
      if (outcome.want !== null) this.#wire.send('want', outcome.want);
    } catch (error) {
      // Not all of it was stored and heard, so nothing is acknowledged: the device comes back and sends it again, in order.
      const why = error instanceof NotApproved ? 'records while not approved' : 'records not stored';
      this.#wire.refuse('too_busy', why);
    }
  }

  async #heard(sender: Sender, kept: readonly unknown[]): Promise<void> {
    const { context } = this.#rooms;
    try {
      if (await hear(context, sender, kept)) await this.#giveRecovery(sender.deviceId, sender.schoolId);
    } catch (error) {
      context.log.error({ err: error, device: sender.deviceId }, 'what a device told was not heard');
      throw error;
    }
  }

  #heartbeat(line: Line, { now, observed }: FromDevice['heartbeat']): void {
    this.#offset.fromPulse(now, this.#rooms.context.now());
    const { deviceId, schoolId } = line;
    this.#rooms.heartbeats.note({ deviceId, schoolId, clockOffsetMs: this.#offset.value, observed });
  }
}
