/** A computer with people, sticks and a lock, whose real agent speaks to trays over its real socket (browser-tray.ts). */
import { randomUUIDv7 } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ShownStopped } from '../../agent/service/controls/approved-software/shown.ts';
import type { Backend, Guard, GuardEdges } from '../../agent/service/controls/control.ts';
import { LockGuard } from '../../agent/service/controls/idle-lock/guard.ts';
import { linuxSeats } from '../../agent/service/controls/idle-lock/linux-seats.ts';
import { PowerGuard } from '../../agent/service/controls/power/guard.ts';
import { longWatched, Safety } from '../../agent/service/enforcement/index.ts';
import { makeKey, signText } from '../../agent/service/identity.ts';
import { Agent } from '../../agent/service/main-agent.ts';
import { openChannel } from '../../agent/service/main-channel.ts';
import { Outbox } from '../../agent/service/outbox.ts';
import { memoryCell, memoryState } from '../../agent/service/state.ts';
import { controlByKey } from '../../shared/controls/index.ts';
import type { Notice } from '../../shared/protocol/notice.ts';
import type { Order } from '../../shared/protocol/order.ts';
import { noticesText, orderText, policyText } from '../../shared/protocol/transcript.ts';
import type { Face } from '../../shared/protocol/tray/face.ts';
import { FakeWorld, key } from './media-world.ts';
import { memoryCells } from './memory-cells.ts';
import { PretendLogind, type PretendSession } from './pretend-logind.ts';
import { PretendSwitch } from './pretend-off-switch.ts';
import { scriptedMachine } from './scripted-machine.ts';
import { SettableClock } from './settable-clock.ts';

const schoolConsole = makeKey();
const myself = process.getuid?.() ?? 0;

export class TrayWorld {
  readonly folder = mkdtempSync(join(tmpdir(), 'ct-'));
  readonly lab = new PretendLogind();
  readonly sticks = new FakeWorld();
  readonly session: PretendSession = this.lab.add({ uid: myself });
  readonly outbox = new Outbox({ path: ':memory:', now: () => this.sticks.wall });
  /** Of what is no control: the question whether somebody may look at the screen. */
  readonly clock = new SettableClock();
  readonly off = new PretendSwitch(this.clock);
  readonly agent: Agent;
  programs!: ShownStopped;
  readonly #channel;

  /** `rule` of the screen lock, beside that it is enforced; `accounts`: the policy's word on how windows speak; `whole`: what concerns no control. */
  constructor(
    face: Face,
    rule: object = {},
    accounts: object = {},
    { power = {}, ...whole }: { power?: object } = {},
  ) {
    const { clock } = this;
    const state = memoryState();
    state.identity.write({
      ...{ key: makeKey(), url: 'wss://console.invalid', status: 'approved', deviceId: randomUUIDv7() },
      ...{ pin: { fingerprint: '', key: schoolConsole.publicKey }, code: null, previous: null },
    });
    const payload = JSON.stringify({
      ...{ number: 1, schoolId: 's', groupId: 'g', issuedAt: 1, timeZone: 'Europe/London', serialKey: key },
      ...whole,
      controls: {
        'idle-lock': { mode: 'enforce', ...rule },
        'approved-software': { mode: 'watch' },
        'local-accounts': accounts,
        'removable-media': { mode: 'enforce' },
        power,
      },
    });
    const signature = signText(schoolConsole, policyText(payload));
    state.policy.write({ signed: { payload, signature }, floors: { 's/g': 1 } });
    // Everybody in these tests is whoever runs them; the sticks know that person by this name.
    this.sticks.sessions = [{ id: '1', user: 'maria', account: String(myself), locked: false, away: false }];
    const machine = {
      ...scriptedMachine({}),
      run: async () => ({ ...ended, stdout: `${process.getuid?.()} maria\n` }),
    };
    this.#channel = openChannel(
      {
        data: this.folder,
        doors: join(this.folder, 'tray'),
        face,
        aloud: face.text === 'large',
        platform: 'linux',
      },
      machine,
      this.outbox,
      () => {},
    );
    const watched = memoryCell<Record<string, number>>();
    watched.write(longWatched(['idle-lock', 'removable-media', 'approved-software', 'power']));
    const files = { suspension: memoryCell(), boots: memoryCell(), watched, watch: () => () => {} };
    const safety = new Safety({ files, clock, machine, bootId: 'one', tell: () => {} } as never);
    this.agent = new Agent({
      ...{ state, outbox: this.outbox, clock, machine, watchOnly: false },
      watched: [
        this.#watched('idle-lock', edges => this.#lock(edges)),
        this.#watched('removable-media', edges => this.#media(edges)),
        this.#watched('approved-software', edges => this.#software(edges)),
        this.#watched('power', edges => {
          return new PowerGuard({ ...edges, machine, clock, cell: memoryCells() }, this.off);
        }),
        this.#watched('local-accounts', () => ({ follow() {}, stop: async () => {} })),
      ],
      readInventory: async () => ({ errors: [] }),
      introduce: async () => ({ evidence: [], suggested: { name: 'x', system: '' } }),
      log: () => {},
      onChange: () => {},
      enforcing: { safety, cellFor: () => memoryCell() },
      onShown: () => this.#channel.changed(),
      dial: () => Promise.reject(new Error('no console')),
    });
  }

  start(): void {
    this.agent.start();
    this.#channel.start(this.agent);
  }

  async stop(): Promise<void> {
    this.#channel.stop();
    await this.agent.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** As the school's console would sign an order. */
  signed(order: Order) {
    const payload = JSON.stringify({ schoolId: 's', deviceId: 'd', id: randomUUIDv7(), order });
    return { payload, signature: signText(schoolConsole, orderText(payload)) };
  }

  /** The school's rules, to be agreed to, as its console would send them. */
  rules(): Promise<void> {
    const at = this.clock.now();
    const notice: Notice = {
      ...{ id: randomUUIDv7(), kind: 'agreement', title: 'Using our computers', hash: 'h', answer: 'agree' },
      texts: {
        adult:
          'Lock the screen when you leave it.\n\nKeep your password to yourself, and tell us when something is wrong.',
        plain: 'Be kind.\n\nTell an adult when something is wrong.',
        symbols: null,
      },
      ...{
        from: 'Hill Primary School',
        issuedAt: at,
        until: at + 30 * 24 * 3600_000,
        reminders: [],
        gate: false,
      },
      ...{ settled: [], declined: [], informed: [] },
    };
    const document = { schoolId: 's', deviceId: 'd', number: 1, issuedAt: at, notices: [notice] };
    const payload = JSON.stringify(document);
    const signature = signText(schoolConsole, noticesText(payload));
    const audience = { schoolId: 's', deviceId: 'd', consoleKey: schoolConsole.publicKey };
    return this.agent.notices.receive({ payload, signature }, audience);
  }

  get door(): string {
    return join(this.folder, 'tray', `${myself}.sock`);
  }

  #watched(control: string, guard: (edges: GuardEdges) => Guard) {
    const meaning = controlByKey(control);
    if (meaning === undefined) throw new Error(control);
    const observe = () => Promise.reject(new Error('not looked at here'));
    const backend: Backend<unknown> = { source: 'a test', observe, guard };
    return { meaning, backend };
  }

  #lock(edges: GuardEdges): Guard {
    const machine = this.lab.machine();
    const { clock } = this.lab;
    const seats = linuxSeats({ machine, clock }, () => this.lab.awakeMs);
    return new LockGuard({ ...edges, machine, clock, cell: memoryCells() }, { seats });
  }

  /** As the guard of a system with a mechanism would be told; the mechanism itself is in the lab. */
  #software(edges: GuardEdges): Guard {
    this.programs = new ShownStopped(edges);
    const { programs } = this;
    return {
      follow() {},
      scenes: of => programs.scenes(of),
      asked: (by, what) => programs.asked(by, what),
      stop: async () => programs.stop(),
    };
  }

  #media(edges: GuardEdges): Guard {
    const { sticks } = this;
    if (edges.shownChanged) sticks.people.shown = edges.shownChanged;
    const guard = sticks.start();
    const { push } = sticks.events;
    sticks.events.push = (...told) => {
      for (const { name, facts } of told) edges.tell(name, facts as Parameters<typeof edges.tell>[1]);
      return push.apply(sticks.events, told);
    };
    return guard;
  }
}

const ended = { exit: 0, signal: null, timedOut: false, missing: false, stderr: '' };
