/** The promise itself: whatever happens in between, a permission ends, and nothing stays open behind it. */
import { expect } from 'chai';
import fc from 'fast-check';
import { policy as schema } from '../../../../../shared/controls/removable-media/policy.ts';
import { FakeWorld, key, stickOf } from '../../../../../test/support/media-world.ts';
import { isOver } from './grant.ts';
import { hashSerial } from './stick.ts';

const policy = schema.parse({ mode: 'enforce' });
const durationSec = 300;
const minute = 60_000;

type Step =
  | { kind: 'wait' | 'sleep' | 'setClock' | 'crash' | 'reboot'; ms: number }
  | { kind: 'plug' | 'unplug' | 'busy' | 'diskFull' | 'blind' };

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
  fc.record({ kind: fc.constantFrom('busy' as const, 'diskFull' as const, 'blind' as const) }),
);

async function take(world: FakeWorld, step: Step): Promise<void> {
  if (step.kind === 'wait') await world.advance(step.ms);
  else if (step.kind === 'sleep') await world.sleep(step.ms);
  else if (step.kind === 'setClock') world.setClock(step.ms);
  else if (step.kind === 'plug' && world.sticks.size === 0) world.plug();
  else if (step.kind === 'unplug') world.unplug();
  else if (step.kind === 'busy') world.closeAnswers = ['busy', 'failed'];
  else if (step.kind === 'diskFull') world.diskFull = !world.diskFull;
  else if (step.kind === 'blind') world.blind = !world.blind;
  else if (step.kind === 'crash' || step.kind === 'reboot') {
    world[step.kind]();
    await world.advance(step.ms);
    world.start().follow(policy);
  }
}

async function lived(steps: readonly Step[], deadMan: boolean, singleUse: boolean): Promise<FakeWorld> {
  const world = new FakeWorld();
  world.deadMan = deadMan;
  world.scanMs = 700;
  world.start().follow(policy);
  await world.guard?.obey({
    kind: 'media_grant',
    control: 'removable-media',
    grant: {
      grantId: '0199a0b2-0000-7000-8000-000000000001',
      media: { vendorId: '0781', productId: '5567', serialHash: hashSerial(stickOf().serial, key) },
      access: 'read_write',
      durationSec,
      notAfter: world.wall + 60 * minute,
      singleUse,
      personId: null,
    },
  });
  for (const step of steps) await take(world, step);
  return world;
}

const lives = fc.tuple(fc.array(aStep, { minLength: 3, maxLength: 30 }), fc.boolean(), fc.boolean());

describe('a permission, whatever happens to the computer', () => {
  it('opens for nobody while it cannot be read who sits there, and for them once it can', async () => {
    const world = await lived([], true, false);
    world.sessions = null;
    world.plug();
    await world.advance(30_000);
    expect([...world.open.keys()]).to.deep.equal([]);
    world.sessions = [{ id: '3', user: 'maria', locked: false, away: false }];
    await world.advance(60_000);
    expect([...world.open.values()].map(one => one.user)).to.deep.equal(['maria']);
  });

  it('ends, and leaves nothing open behind it', async function () {
    this.timeout(120_000);
    await fc.assert(
      fc.asyncProperty(lives, async ([steps, deadMan, singleUse]) => {
        const world = await lived(steps, deadMan, singleUse);
        Object.assign(world, { diskFull: false, blind: false, closeAnswers: [] });
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
          steps.filter(({ kind }) => kind !== 'busy' && kind !== 'diskFull'),
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
});
