/** Today: the school's computers come to their console over the real link, as the same ones that were there all year. */
import { cpSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { randomFrom } from '../agent/service/controls/fake.ts';
import { openState } from '../agent/service/state.ts';
import { systemClock } from '../agent/service/system/clock.ts';
import { SimulatedDevice, type SimulatedOptions } from '../agent/simulate/device.ts';
import type { RunningConsole } from '../console/server/main.ts';
import type { SchoolRecord } from './folder.ts';
import { wellSituation } from './habits.ts';
import { type Placed, roster } from './roster.ts';
import { nameSources } from './sources.ts';

type Computer = SchoolRecord['computers'][number];

/** So many of a hundred lie in a bag or a cupboard today. */
const awayPercent = 14;
const perSecond = 40;
/** A battery ran empty over the holidays. */
const wrongClockMs = -(3 * 3600_000 + 12 * 60_000);
const obeys = new Map(Object.entries(wellSituation));

export class LiveSchool {
  readonly #running: SimulatedDevice[] = [];
  readonly #console: RunningConsole;
  readonly #folder: string;
  readonly #record: SchoolRecord;
  readonly #log: SimulatedOptions['log'];
  readonly #placed: Map<string, Placed>;
  #stopped = false;

  constructor(console: RunningConsole, folder: string, record: SchoolRecord, log: SimulatedOptions['log']) {
    this.#console = console;
    this.#folder = join(folder, 'computers');
    this.#record = record;
    this.#log = log;
    this.#placed = new Map(roster(record.seed, record.devices).map(one => [one.machine.name, one]));
  }

  /** Resolves when all are started, not when all are connected. */
  async start(): Promise<void> {
    const random = randomFrom(this.#record.seed + 77);
    const twin = this.#twin;
    const here = this.#record.computers.filter(one => random() * 100 >= awayPercent && one !== twin);
    for (const [index, computer] of here.entries()) {
      if (this.#stopped) return;
      this.#begin(computer, index);
      await new Promise(resolve => setTimeout(resolve, 1000 / perSecond));
    }
  }

  get connected(): number {
    return this.#running.filter(({ agent }) => agent.view().link?.state === 'connected').length;
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    await Promise.all(this.#running.splice(0).map(({ agent }) => agent.stop()));
  }

  #begin(computer: Computer, index: number): void {
    const device = this.#computer(computer, index, join(this.#folder, computer.name));
    this.#running.push(device);
    device.agent.start();
  }

  #computer(computer: Computer, index: number, folder: string): SimulatedDevice {
    const { name, seed, situations } = computer;
    const placed = this.#placed.get(name);
    if (placed === undefined) throw new Error(`no computer ${name} in this school`);
    if (!existsSync(folder)) this.#giveIdentity(computer, folder);
    const wrong = placed.room.prefix === 'ICT' && placed.number === 9;
    const clock = { ...systemClock, now: () => Date.now() + wrongClockMs };
    const device = new SimulatedDevice({
      ...{ index, seed, folder, console: undefined, log: this.#log, obeys },
      machine: placed.machine,
      situations: new Map(Object.entries(situations)),
      ...(wrong && { clock }),
    });
    nameSources(device.backends);
    return device;
  }

  /** The key with which it was let in a year ago, and the console that it trusts since then. */
  #giveIdentity({ deviceId, key }: Computer, folder: string): void {
    const { context } = this.#console;
    const { devicePort } = context.config;
    openState(folder).identity.write({
      ...{
        key,
        deviceId,
        url: `wss://localhost:${devicePort}`,
        status: 'approved',
        code: null,
        previous: null,
      },
      pin: {
        fingerprint: Buffer.from(context.identity.fingerprint).toString('base64url'),
        key: context.identity.publicKey,
      },
    });
  }

  /**
   * A disk was copied to a second laptop: both come with one key, and from the second time on the console tells them
   * apart. Resolves when both have come.
   */
  async clone(): Promise<void> {
    const computer = this.#twin;
    if (computer === undefined || this.#stopped) return;
    const original = join(this.#folder, computer.name);
    const copy = `${original}-copy`;
    const turn = async (folder: string) => (await this.#met(computer, folder)).agent.stop();
    if (!existsSync(copy)) {
      await turn(original);
      cpSync(original, copy, { recursive: true });
      await turn(original);
      await turn(copy);
    }
    for (const folder of [original, copy]) this.#running.push(await this.#met(computer, folder));
  }

  async #met(computer: Computer, folder: string): Promise<SimulatedDevice> {
    const device = this.#computer(computer, 0, folder);
    device.agent.start();
    const state = () => device.agent.view().link?.state ?? '';
    for (let tries = 0; tries < 150 && !['connected', 'waiting'].includes(state()); tries += 1)
      await new Promise(next => setTimeout(next, 100));
    return device;
  }

  /** Whose disk it is. */
  get #twin(): Computer | undefined {
    const staff = this.#record.computers.filter(one => one.name.startsWith('STAFF-'));
    return staff[6] ?? staff[0];
  }
}
