/**
 * What the console says that a draft would do to a week of sticks, screens left open and evenings is what a device then does: the
 * real guards watch a composed week, the real console is asked about random drafts, and the guards then enforce each.
 */
import { randomUUIDv7 } from 'node:crypto';
import { expect } from 'chai';
import fc from 'fast-check';
import { hashSerial, type Stick } from '../../agent/service/controls/removable-media/guard/stick.ts';
import { sayDay } from '../../shared/assets/dates.ts';
import { controlByKey } from '../../shared/controls/index.ts';
import { judge } from '../../shared/controls/judge.ts';
import type { Policy as PowerPolicy } from '../../shared/controls/power/policy.ts';
import { compile } from '../../shared/controls/removable-media/compile.ts';
import {
  policy as mediaPolicy,
  type Policy,
  rules,
  scansFirst,
} from '../../shared/controls/removable-media/policy.ts';
import { simulate } from '../../shared/controls/removable-media/simulate.ts';
import { dayAt } from '../../shared/moment-format.ts';
import type { DeviceRecord } from '../../shared/protocol/device.ts';
import { engines } from '../support/databases.ts';
import { AskedConsole } from '../support/lab/what-if.ts';
import { FakeWorld, grantOf, key } from '../support/media-world.ts';
import { aGuard } from '../support/pretend-guard.ts';
import { aSchoolComputer, hourMs } from '../support/pretend-off-switch.ts';

const drafts = 12;
const dayMs = 24 * 3600_000;
const minute = 60_000;

type Plugged = Pick<Stick, 'vendorId' | 'productId' | 'serial' | 'kind'>;
const stick = (productId: string, serial: string | null): Plugged => ({
  ...{ vendorId: '0781', productId, serial, kind: 'storage' },
});
const sticks: readonly Plugged[] = [
  ...['A1', 'B2', 'C3', 'D4', 'E5'].map(serial => stick('5567', serial)),
  stick('5567', null),
  stick('1666', 'F6'),
  { ...stick('6860', 'PHONE-1'), vendorId: '04e8', kind: 'phone_or_camera' },
];
/** Somebody has permission for it, in the week and afterwards. */
const granted = 'E5';

const entries = sticks
  .filter(one => one.kind === 'storage')
  .map(({ vendorId, productId, serial }) => ({
    ...{ vendorId, productId, serial, label: `Office ${productId} ${serial}` },
  }));
const anyDraft = fc.record({
  rule: fc.constantFrom(...rules),
  phones: fc.constantFrom('block', 'allow'),
  scanBeforeUse: fc.boolean(),
  approved: fc.subarray(entries, { maxLength: 3 }),
  curriculum: fc.subarray(entries, { maxLength: 1 }),
  lost: fc.subarray(
    entries.filter(({ serial }) => serial !== null),
    { maxLength: 1 },
  ),
});

/** As Linux's plan: the rules for USBGuard, and a door that stays shut until what is scanned has been. */
function stopsAtFirst(policy: Policy, { kind, ...one }: Plugged): boolean {
  if (policy.mode !== 'enforce') return false;
  if (kind === 'storage' && scansFirst(policy)) return true;
  const interfaces = kind === 'storage' ? ['08:06:50'] : ['06:01:01', 'ff:42:01'];
  const device = { ...one, name: 'it', interfaces, connection: 'hotplug' as const };
  return simulate(compile(policy), device)?.target !== 'allow';
}

/** Plugs each in, and out again; answers everything that the device told. */
async function aWeekOf(policy: Policy): Promise<FakeWorld['events']> {
  const world = new FakeWorld();
  const guard = world.start();
  guard.follow(policy);
  await world.settle();
  const media = { vendorId: '0781', productId: '5567', serialHash: hashSerial(granted, key) };
  await guard.obey(grantOf(world, { media, access: 'read_write' }));
  for (const one of sticks) {
    world.blocks = stopsAtFirst(policy, one);
    world.plug(one);
    await world.advance(6000);
    world.unplug();
    await world.advance(1000);
  }
  return world.events;
}

const nameOf = ({ vendorId, productId, serial }: Plugged, policy: Policy) => {
  const [model, hash] = [`${vendorId}:${productId}`, hashSerial(serial, key)];
  const listed = [...policy.lost, ...policy.approved, ...policy.curriculum].find(
    one => one.productId === productId && (one.serial === null || one.serial === serial),
  );
  if (listed !== undefined) return `${listed.label} (${model})`;
  return hash === null ? model : `${model} ${hash.slice(0, 6)}`;
};

/** Those of which the device told this, as the console names them. */
function toldOf(events: FakeWorld['events'], name: string, policy: Policy, facts: object = {}): string[] {
  const of = events.filter(one => one.name === name).map(one => one.facts);
  const those = sticks.filter(one =>
    of.some(
      told =>
        told.product === one.productId &&
        told.serialHash === hashSerial(one.serial, key) &&
        Object.entries(facts).every(([fact, value]) => told[fact] === value),
    ),
  );
  return [...new Set(those.map(one => nameOf(one, policy)))];
}

/** As the sentence ends: "3 sticks … on 1 device: a, b, c." */
function inWords(names: readonly string[]): string | undefined {
  const [sorted, count] = [[...names].sort(), names.length];
  const more = count > 5 ? ` and ${count - 5} more` : '';
  return count === 0 ? undefined : `${count} … on 1 device: ${sorted.slice(0, 5).join(', ')}${more}.`;
}
const wordsOf = (sentences: readonly string[] = [], about: RegExp) =>
  sentences.find(one => about.test(one))?.replace(/^(\d+) .* on 1 device/, '$1 … on 1 device');

/** When somebody switches it off on each day of a week, in hours; on the last it is left on until the night. */
const switchedOff = [15.3, 16.75, 18.1, 20.5, 23.9];
const monday = Date.UTC(2026, 10, 23);

/** The days on which it was switched off by itself, and what it then tells of its evenings. */
async function aWeekOfEvenings(rule: Partial<PowerPolicy>) {
  const computer = await aSchoolComputer(rule);
  const { clock, device } = computer;
  const days: number[] = [];
  for (const [day, hours] of switchedOff.entries()) {
    const isOff = () => device.plannedAt !== null && device.plannedAt <= clock.now();
    const midnight = monday + day * dayMs;
    while (clock.now() < midnight + hours * hourMs && !isOff()) await computer.until(clock.now() + minute);
    if (isOff()) days.push(day);
    await computer.restart(midnight + 32 * hourMs);
  }
  const standing = await computer.standing();
  await computer.guard.stop();
  return { days, evenings: standing?.evenings ?? [] };
}

const anyEvening = fc.record({
  after: fc.constantFrom('lessons', 'closing'),
  minutes: fc.constantFrom(15, 30, 45, 60, 90, 150, 240),
});

for (const engine of engines)
  describe(`what a draft would do to a week, and what then happens: ${engine.name}${engine.missing ? ` (pending: ${engine.missing})` : ''}`, function () {
    this.timeout(120_000);
    let asked: AskedConsole;
    let seq = 0;
    before(async function () {
      if (engine.missing !== undefined) return this.skip();
      asked = await AskedConsole.open(engine.name);
      await asked.hashesWith(key);
    });
    after(() => asked?.remove());

    const event = (name: string, facts: object, at: number): DeviceRecord => ({
      ...{ id: randomUUIDv7(), seq: ++seq, at, type: 'event', name, facts: facts as never },
    });
    const report = (control: string, observation: object): DeviceRecord => {
      const meaning = controlByKey(control);
      if (meaning === undefined) throw new Error(`no control ${control}`);
      const look = { ok: true as const, value: observation as never, source: 'composed', at: Date.now() };
      const finding = judge(meaning as never, look, meaning.policy.parse({}) as never, 'test');
      return {
        ...{ id: randomUUIDv7(), seq: ++seq, at: Date.now(), type: 'report', agent: 'test' },
        findings: [{ finding, observation }],
      } as never;
    };

    it(`names the sticks that are then stopped, read-only and scanned, over ${drafts} random drafts`, async () => {
      const events = await aWeekOf(mediaPolicy.parse({ mode: 'watch' }));
      const nothing = { ...{ hasUsb: true, barriers: [], weaknesses: [], managedBy: null }, tethering: null };
      await asked.takeIn([
        report('removable-media', { system: 'linux', ...nothing, media: [] }),
        ...events.map(({ name, facts }, index) =>
          event(name, facts, Date.now() - (index % 7) * 0.99 * dayMs),
        ),
        // Of before that: whose stick that was is nobody's business now.
        event('media.attached', { ...events[0]?.facts, product: '0bad' }, Date.now() - 7.01 * dayMs),
      ]);
      let stopped = 0;
      for (const draft of fc.sample(anyDraft, { numRuns: drafts, seed: 20261123 })) {
        const policy = mediaPolicy.parse({ mode: 'enforce', ...draft });
        const said = (await asked.saysOf({ 'removable-media': { mode: 'enforce', ...draft } })).get(
          'removable-media',
        );
        const then = await aWeekOf(policy);
        const what = JSON.stringify(draft);
        const blocked = toldOf(then, 'media.blocked', policy);
        expect(wordsOf(said, /would be blocked/), `blocked: ${what}`).to.equal(inWords(blocked));
        expect(wordsOf(said, /would be scanned/), `scanned: ${what}`).to.equal(
          inWords(toldOf(then, 'media.scan_started', policy)),
        );
        stopped += blocked.length;
      }
      expect(stopped).to.be.greaterThan(drafts);
    });

    it('names the evenings on which a computer is then switched off', async () => {
      const { days: stopped, evenings } = await aWeekOfEvenings({ mode: 'watch' });
      expect([stopped, evenings.length]).to.deep.equal([[], switchedOff.length]);
      const seen = { startedAt: monday, powerOffs: null, calendar: 'in_force', today: null };
      await asked.takeIn([report('power', { ...seen, evenings })]);
      const named = new Set<number>();
      for (const draft of fc.sample(anyEvening, { numRuns: 5, seed: 20261124 })) {
        const { days } = await aWeekOfEvenings({ mode: 'enforce', ...draft });
        const said = (await asked.saysOf({ power: { mode: 'enforce', ...draft } })).get('power');
        const names = days.map(day => sayDay(dayAt(monday + day * dayMs, 'Europe/London')));
        expect(wordsOf(said, /would have been switched off/), JSON.stringify(draft)).to.equal(inWords(names));
        named.add(days.length);
      }
      expect(named.size, 'not always the same').to.be.greaterThan(2);
    });

    it('names the days on which a screen would then have locked', async () => {
      const left = [true, false, true, false, false, true, false];
      const run = async (mode: 'watch' | 'enforce', afterMinutes: number) => {
        const { lab, clock, told } = aGuard({ mode, afterMinutes });
        const session = lab.add({ onLock: one => clock.after(800, () => lab.lock(one)) });
        const days: number[] = [];
        for (const [day, leaves] of left.entries()) {
          const before = told.length;
          if (leaves) lab.leave(session);
          await clock.pass((leaves ? 25 : 5) * minute);
          lab.unlock(session);
          await clock.pass(minute);
          if (told.slice(before).some(([name]) => /^lock\.(would_lock|observed)$/.test(name))) days.push(day);
        }
        return { days, told };
      };
      const when = (day: number) => Date.now() - (6 - day) * dayMs;
      const watched = await run('watch', 20);
      const locks = watched.told.filter(([name]) => name === 'lock.would_lock');
      const session = { id: '3', graphical: true, locked: false, idleSeconds: null };
      await asked.takeIn([
        report('idle-lock', { desktops: [], noDesktop: true, sessions: [session] }),
        ...locks.map(([name, facts], index) => event(name, facts, when(watched.days[index] ?? 0))),
      ]);
      const { days } = await run('enforce', 20);
      expect(days).to.deep.equal([0, 2, 5]);
      for (const [afterMinutes, named] of [
        [20, days],
        [15, days],
      ] as const) {
        const said = await asked.saysOf({ 'idle-lock': { mode: 'enforce', afterMinutes } });
        const names = named.map(day => sayDay(dayAt(when(day), 'Europe/London')));
        expect(wordsOf(said.get('idle-lock'), /would have locked/)).to.equal(inWords(names));
      }
    });
  });
