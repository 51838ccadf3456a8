/** The promise itself: whatever happens in between, a permission ends, and nothing stays open behind it. */
import { expect } from 'chai';
import fc from 'fast-check';
import { policy as schema } from '../../../../../shared/controls/removable-media/policy.ts';
import type { Order } from '../../../../../shared/protocol/order.ts';
import { FakeWorld, grantId, key, stickOf } from '../../../../../test/support/media-world.ts';
import { isOver } from './grant.ts';
import { hashSerial } from './stick.ts';

const policy = schema.parse({ mode: 'enforce' });
const durationSec = 300;
/** So long that none of these lives outlasts it. */
const longSec = 12 * 3600;
const minute = 60_000;
const revoke: Order = { kind: 'media_revoke', control: 'removable-media', grantId };

type Step =
  | { kind: 'wait' | 'sleep' | 'setClock' | 'crash' | 'reboot'; ms: number }
  | { kind: 'plug' | 'unplug' | 'busy' | 'diskFull' | 'diskBroken' | 'blind' | 'revoke' };

/** Of the kind that chance finds once in a thousand lives: its end cannot be kept, and then the clock is set back. */
const unkeptEnd: fc.Arbitrary<Step[]> = fc
  .record({
    fault: fc.constantFrom('diskFull' as const, 'diskBroken' as const),
    waits: fc.array(fc.integer({ min: 60_000, max: 90_000 }), { minLength: 1, maxLength: 6 }),
    back: fc.integer({ min: -30 * minute, max: 0 }),
    room: fc.integer({ min: 1, max: 60_000 }),
    again: fc.constantFrom('crash' as const, 'reboot' as const),
    ms: fc.integer({ min: 0, max: 20_000 }),
  })
  .map(({ fault, waits, back, room, again, ms }) => [
    { kind: 'plug' },
    { kind: 'wait', ms: 10_000 },
    { kind: fault },
    ...waits.map((wait): Step => ({ kind: 'wait', ms: wait })),
    { kind: 'setClock', ms: back },
    { kind: fault },
    { kind: 'wait', ms: room },
    { kind: again, ms },
  ]);

const aStep: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constant('wait' as const), ms: fc.integer({ min: 1, max: 90_000 }) }),
  },
  fc.record({ kind: fc.constant('sleep' as const), ms: fc.integer({ min: 1000, max: 4 * minute }) }),
  fc.record({
    kind: fc.constant('setClock' as const),
    ms: fc.integer({ min: -240 * minute, max: 10 * minute }),
  }),
  // How long the service is away; within milliseconds, so that it is cut off in the middle of its acts.
  fc.record({
    kind: fc.constantFrom('crash' as const, 'reboot' as const),
    ms: fc.integer({ min: 0, max: 20_000 }),
  }),
  fc.record({ kind: fc.constantFrom('plug' as const, 'unplug' as const) }),
  fc.record({ kind: fc.constantFrom('busy' as const, 'blind' as const) }),
  fc.record({ kind: fc.constantFrom('diskFull' as const, 'diskBroken' as const) }),
);

const steps = (least = 3): fc.Arbitrary<Step[]> => {
  const some = fc.array(aStep, { minLength: least, maxLength: 30 });
  return fc.oneof(
    { weight: 2, arbitrary: some },
    fc
      .tuple(fc.array(aStep, { maxLength: 4 }), unkeptEnd, fc.array(aStep, { maxLength: 8 }))
      .map(all => all.flat()),
  );
};

async function take(world: FakeWorld, step: Step): Promise<void> {
  if (step.kind === 'wait') await world.advance(step.ms);
  else if (step.kind === 'sleep') await world.sleep(step.ms);
  else if (step.kind === 'setClock') world.setClock(step.ms);
  else if (step.kind === 'plug' && world.sticks.size === 0) world.plug();
  else if (step.kind === 'unplug') world.unplug();
  else if (step.kind === 'busy') world.closeAnswers = ['busy', 'failed'];
  else if (step.kind === 'diskFull' || step.kind === 'diskBroken') world[step.kind] = !world[step.kind];
  else if (step.kind === 'revoke') await world.guard?.obey(revoke);
  else if (step.kind === 'blind') world.blind = !world.blind;
  else if (step.kind === 'crash' || step.kind === 'reboot') {
    world[step.kind]();
    await world.advance(step.ms);
    world.start().follow(policy);
  }
}

async function lived(
  steps: readonly Step[],
  deadMan: boolean,
  singleUse: boolean,
  lastsSec = durationSec,
): Promise<FakeWorld> {
  const world = new FakeWorld();
  world.deadMan = deadMan;
  world.scanMs = 700;
  world.start().follow(policy);
  await world.guard?.obey({
    kind: 'media_grant',
    control: 'removable-media',
    grant: {
      grantId,
      media: { vendorId: '0781', productId: '5567', serialHash: hashSerial(stickOf().serial, key) },
      access: 'read_write',
      durationSec: lastsSec,
      notAfter: world.wall + Math.max(60 * minute, 2 * lastsSec * 1000),
      singleUse,
      personId: null,
    },
  });
  for (const step of steps) await take(world, step);
  return world;
}

const lives = fc.tuple(
  steps().chain(all =>
    fc.oneof(
      { weight: 4, arbitrary: fc.constant(all) },
      fc.nat(all.length).map((at): Step[] => [...all.slice(0, at), { kind: 'revoke' }, ...all.slice(at)]),
    ),
  ),
  fc.boolean(),
  fc.boolean(),
);
const mended = { diskFull: false, diskBroken: false, blind: false, closeAnswers: [] };

describe('a permission, whatever happens to the computer', () => {
  it('opens for nobody while it cannot be read who sits there, and for them once it can', async () => {
    const world = await lived([], true, false);
    world.sessions = null;
    world.plug();
    await world.advance(30_000);
    expect([...world.open.keys()]).to.deep.equal([]);
    world.sessions = [{ id: '3', user: 'maria', account: '1000', locked: false, away: false }];
    await world.advance(60_000);
    expect([...world.open.values()].map(one => one.user)).to.deep.equal(['maria']);
  });

  it('ends, and leaves nothing open behind it', async function () {
    this.timeout(120_000);
    await fc.assert(
      fc.asyncProperty(lives, async ([steps, deadMan, singleUse]) => {
        const world = await lived(steps, deadMan, singleUse);
        Object.assign(world, mended);
        if (world.sticks.size === 0) world.plug();
        // Longer than the permission could last by any clock, with the service alive.
        await world.advance(5 * durationSec * 1000);
        expect([...world.open.keys()]).to.deep.equal([]);
        expect([...world.admitted]).to.deep.equal([]);
        world.unplug();
        world.plug();
        await world.advance(10_000);
        expect([...world.open.keys()], 'opened again').to.deep.equal([]);
        const stage = world.stages.at(-1) as Parameters<typeof isOver>[0];
        expect(isOver(stage), stage).to.equal(true);
      }),
      { numRuns: 150 },
    );
  });

  it('is never usable for longer than it lasts, where the system itself keeps the time beside the service', async function () {
    this.timeout(120_000);
    await fc.assert(
      fc.asyncProperty(lives, async ([steps, , singleUse]) => {
        const world = await lived(steps, true, singleUse);
        await world.advance(2 * durationSec * 1000);
        expect(world.usedMs).to.be.at.most(durationSec * 1000 + 1000);
      }),
      { numRuns: 150 },
    );
  });

  it('is never usable for longer than it lasts and the time the service was away, where nothing else keeps the time', async function () {
    this.timeout(120_000);
    await fc.assert(
      fc.asyncProperty(lives, async ([steps, , singleUse]) => {
        const world = await lived(
          steps.filter(({ kind }) => kind !== 'busy'),
          false,
          singleUse,
        );
        const away = steps.reduce((sum, step) => sum + (step.kind === 'crash' ? step.ms : 0), 0);
        await world.advance(2 * durationSec * 1000);
        expect(world.usedMs).to.be.at.most(durationSec * 1000 + away + 1000);
      }),
      { numRuns: 150 },
    );
  });

  it('never holds again once an order to end it was answered with “done”, nor after any crash when it was “failed”', async function () {
    this.timeout(120_000);
    let opened = 0;
    await fc.assert(
      fc.asyncProperty(steps(0), steps(0), fc.boolean(), async (before, after, singleUse) => {
        const world = await lived(before, true, singleUse, longSec);
        if (world.sticks.size === 0) world.plug();
        await world.advance(90_000);
        if (world.open.size > 0) opened++;
        const answer = await world.guard?.obey(revoke);
        let isKept = answer?.outcome === 'done';
        for (const step of after) {
          // After a fault of the disk and a start of the machine nothing can be known: the answer said so.
          if (step.kind === 'reboot' && !isKept) continue;
          await take(world, step);
          isKept ||= !world.diskFull && !world.diskBroken && step.kind === 'wait' && step.ms > 11_000;
        }
        Object.assign(world, mended);
        await world.advance(90_000);
        expect([...world.open.keys()]).to.deep.equal([]);
        world.unplug();
        world.plug();
        await world.advance(90_000);
        expect([...world.open.keys()], 'opened again').to.deep.equal([]);
      }),
      { numRuns: 100 },
    );
    expect(opened).to.be.greaterThan(0);
  });

  it('ends when the policy became another while the service was away', async function () {
    this.timeout(120_000);
    let opened = 0;
    const other = schema.parse({ mode: 'enforce', phones: 'allow' });
    await fc.assert(
      fc.asyncProperty(steps(0), fc.constantFrom('crash' as const, 'reboot' as const), async (all, how) => {
        const world = await lived(all, true, false, longSec);
        Object.assign(world, mended);
        if (world.sticks.size === 0) world.plug();
        await world.advance(90_000);
        const wasOpen = world.open.size > 0;
        if (wasOpen) opened++;
        world[how]();
        world.start().follow(other);
        await world.advance(90_000);
        if (wasOpen) expect([...world.open.keys()]).to.deep.equal([]);
      }),
      { numRuns: 60 },
    );
    expect(opened).to.be.greaterThan(0);
  });
});
