/** A service's end of the channel on a real socket, with guards that do nothing but remember. */
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Channel } from '../../agent/service/channel/channel.ts';
import { Desk } from '../../agent/service/channel/desk.ts';
import { type Doorway, unixDoorway } from '../../agent/service/channel/doorway.ts';
import type { Visitor } from '../../agent/service/controls/control.ts';
import { Help } from '../../agent/service/help/help.ts';
import { makeKey, signText } from '../../agent/service/identity.ts';
import { Notices } from '../../agent/service/notices/index.ts';
import { Outbox } from '../../agent/service/outbox.ts';
import { memoryCell } from '../../agent/service/state.ts';
import type { Notice } from '../../shared/protocol/notice.ts';
import type { PupilLink } from '../../shared/protocol/pupil-link.ts';
import { noticesText } from '../../shared/protocol/transcript.ts';
import type { Ask } from '../../shared/protocol/tray/asks.ts';
import type { Face } from '../../shared/protocol/tray/face.ts';
import type { Presenting, Scene } from '../../shared/protocol/tray/told.ts';
import { RawTray } from './raw-tray.ts';
import { SettableClock } from './settable-clock.ts';

export const myself = process.getuid?.() ?? 0;

export class ChannelService {
  readonly folder = join(mkdtempSync(join(tmpdir(), 'ct-')), 'tray');
  readonly clock = new SettableClock();
  readonly outbox = new Outbox({ path: ':memory:', now: () => this.clock.now() });
  readonly events: { name: string; facts: Record<string, unknown> }[] = [];
  readonly asked: { by: Visitor; what: Ask }[] = [];
  readonly watched: boolean[] = [];
  here = [myself];
  /** That the safeguarding lead chose. */
  link: PupilLink | null = null;
  scenes: Scene[] = [];
  /** What each person sees besides. */
  scenesOf: (of: Visitor) => Scene[] = () => [];
  /** How windows speak here. */
  face: Face = { profile: 'plain', text: 'normal' };
  presents: Presenting | null = null;
  /** Until then the system does not say what somebody is called. */
  asking: Promise<void> | undefined;
  cameOrWent = () => {};
  readonly notices = new Notices({
    ...{ cell: memoryCell(), clock: this.clock, log: () => {}, changed: () => this.channel.changed() },
    tell: (name, facts) => this.outbox.event(name, facts),
  });
  readonly trays: RawTray[] = [];
  readonly #doorway: () => Doorway;
  channel: Channel;

  constructor(doorway?: () => Doorway) {
    this.#doorway = doorway ?? (() => unixDoorway(this.folder));
    this.channel = this.#made();
  }

  #made(): Channel {
    return new Channel({
      doorway: this.#doorway(),
      people: {
        now: () => this.here,
        watch: changed => {
          this.cameOrWent = changed;
          return () => {};
        },
      },
      clock: this.clock,
      nameOf: async uid => {
        await this.asking;
        return `person${uid}`;
      },
      tell: (name, facts) => this.events.push({ name, facts }),
      log: () => {},
    });
  }

  /** The school sends rules, signed as a console does, that are to be agreed to before anything is asked for. */
  async receiveRules(): Promise<Notice> {
    const school = makeKey();
    const issuedAt = this.clock.now();
    const rules: Notice = {
      ...{ id: randomUUID(), kind: 'agreement', title: 'Our rules', hash: 'h', from: 'Ms Head' },
      texts: { adult: 'Ask before you use a stick.', plain: null, symbols: null },
      ...{ issuedAt, until: issuedAt + 24 * 3600_000, answer: 'agree', reminders: [], gate: true },
      ...{ settled: [], declined: [], informed: [] },
    };
    const whose = { schoolId: 's', deviceId: 'd' };
    const payload = JSON.stringify({ ...whose, number: 1, issuedAt, notices: [rules] });
    const signature = signText(school, noticesText(payload));
    await this.notices.receive({ payload, signature }, { ...whose, consoleKey: school.publicKey });
    return rules;
  }

  /** As the next run of the service would be. */
  restart(): void {
    this.channel.stop();
    this.channel = this.#made();
  }

  async start(): Promise<this> {
    const guards = {
      scenes: (of: Visitor) => [...this.scenes, ...this.scenesOf(of)],
      sends: () => ['neighbours'],
      presents: () => this.presents,
      watched: (on: boolean) => this.watched.push(on),
      asked: async (by: Visitor, what: Ask) => {
        this.asked.push({ by, what });
        return null;
      },
    };
    const { clock, outbox } = this;
    const { notices } = this;
    const support = { scenes: () => [], answer: () => 'not_possible' as const };
    const help = new Help({ clock, tell: (name, facts) => outbox.event(name, facts) });
    const faceNow = () => this.face;
    await this.channel.start(
      new Desk({
        get face() {
          return faceNow();
        },
        leaving: { scenes: () => [], wait: () => undefined },
        answers: { scenes: () => [], read: () => 'not_possible' as const },
        lost: { scenes: () => [] },
        quarantine: { scenes: () => [] },
        ...{
          support,
          help,
          guards: guards as never,
          notices,
          aloud: false,
          forStaff: false,
          outbox,
          link: () => this.link,
          about: () => null,
        },
        ...{ connected: () => true, read: () => {} },
      }),
    );
    return this;
  }

  path(uid = myself): string {
    return join(this.folder, `${uid}.sock`);
  }

  raw(): RawTray {
    const tray = new RawTray(this.path());
    this.trays.push(tray);
    return tray;
  }

  async tray(): Promise<RawTray> {
    const tray = await RawTray.greeted(this.path());
    this.trays.push(tray);
    return tray;
  }

  get refused(): unknown[] {
    return this.events.filter(({ name }) => name === 'tray.refused').map(({ facts }) => facts.why);
  }

  stop(): void {
    for (const tray of this.trays) tray.end();
    this.channel.stop();
    this.outbox.close();
    rmSync(join(this.folder, '..'), { recursive: true, force: true });
  }
}
