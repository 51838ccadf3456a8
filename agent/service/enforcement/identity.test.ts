import { expect } from 'chai';
import fc from 'fast-check';
import { Fuse, World } from '../../../test/support/enforced-world.ts';
import type { Plan, Setting, Value } from '../controls/plan.ts';
import { type Held, heldOf, keyOf, same } from './held.ts';

const files: Setting[] = ['/etc/a.conf', '/etc/b.conf', '/etc/c.conf'].map(path => ({ kind: 'file', path }));
const registry: Setting[] = ['One', 'Two'].map(name => ({
  kind: 'registry',
  key: 'HKLM\\SOFTWARE\\Policies\\Caretaker',
  name,
}));
const units: Setting[] = [{ kind: 'unit', unit: 'guard.service' }];
const accounts: Setting[] = [{ kind: 'account', kept: 'shadow', name: 'supply2' }];
const all = [...files, ...registry, ...units, ...accounts];

const text = fc.constantFrom('one', 'two', 'three');
const fileValue = text.map(text => ({ kind: 'file' as const, text, mode: 0o644 }));
const registryValue = fc.nat(3).map(data => ({ kind: 'registry' as const, type: 'dword' as const, data }));
const unitValue = fc.record({
  kind: fc.constant('unit' as const),
  enabled: fc.boolean(),
  active: fc.boolean(),
  masked: fc.boolean(),
});

const accountValue = fc.record({
  kind: fc.constant('account' as const),
  ends: fc.option(fc.integer({ min: 1, max: 40_000 })),
});

/** A unit or an account is there or not, and nobody makes or removes it. */
function valueFor(setting: Setting): fc.Arbitrary<Value> {
  if (setting.kind === 'unit') return unitValue;
  if (setting.kind === 'account') return accountValue;
  return fc.option<Value>(setting.kind === 'file' ? fileValue : registryValue, { nil: null });
}

const worldOf = (settings: Setting[]) =>
  fc
    .tuple(...settings.map(valueFor))
    .map(values => settings.map((setting, i) => [setting, values[i] ?? null] as const));

const planOf = (settings: Setting[]): fc.Arbitrary<Plan> =>
  fc.tuple(fc.shuffledSubarray(settings), worldOf(settings), fc.boolean()).map(([chosen, values, steps]) => ({
    how: 'enforced',
    wanted: chosen.map(setting => ({
      setting,
      value: values.find(([one]) => one === setting)?.[1] ?? null,
      ...(steps ? { then: [{ command: 'systemctl', args: ['try-restart', setting.kind] }] } : {}),
    })),
  }));

function aWorld(initial: readonly (readonly [Setting, Value])[]): World {
  const world = new World();
  for (const [setting, value] of initial) world.set(setting, heldOf(value, null));
  return world;
}

const holds = (world: World, plan: Plan) =>
  plan.wanted.every(({ setting, value }) => same(world.get(setting), heldOf(value, null)));

/** Never more than this machine could need: each service does what it can until its power is cut. */
const cuts = fc.array(fc.nat(60), { maxLength: 4 });

async function untilReleased(world: World, after: readonly number[]): Promise<void> {
  for (const steps of after)
    await world
      .service(new Fuse(steps))
      .releaseAll()
      .catch(() => {});
  await world.service().releaseAll();
}

describe('applying and releasing', () => {
  it('is the identity, whatever was planned and wherever the power was cut', () =>
    fc.assert(
      fc.asyncProperty(
        worldOf(all),
        fc.array(fc.tuple(planOf(all), fc.option(fc.nat(80), { nil: undefined })), {
          minLength: 1,
          maxLength: 5,
        }),
        cuts,
        async (initial, plans, releases) => {
          const world = aWorld(initial);
          const before = world.copy();
          for (const [i, [plan, cut]] of plans.entries()) {
            const fuse = new Fuse(cut);
            const brought = await world.service(fuse).bring('control', plan, i + 1);
            world.now += 2 * 3600_000;
            if (!fuse.dead) expect(brought).to.include({ kind: 'in_place' });
            if (brought.kind === 'in_place' && !fuse.dead) expect(holds(world, plan)).to.equal(true);
          }
          await untilReleased(world, releases);
          expect(world.isAs(before)).to.equal(true);
          expect(world.ledger.entries()).to.deep.equal([]);
          expect(world.told('enforcement.rollback_conflict')).to.deep.equal([]);
        },
      ),
      { numRuns: 400 },
    ));

  it('puts a unit back that one plan and then another left half-way', async () => {
    const unit: Setting = { kind: 'unit', unit: 'guard.service' };
    const on = { kind: 'unit' as const, enabled: false, active: true, masked: false };
    const wanting = (masked: boolean): Plan => ({
      how: 'enforced',
      wanted: [{ setting: unit, value: { ...on, active: false, masked } }],
    });
    for (let first = 0; first < 40; first++)
      for (let second = 0; second < 40; second++) {
        const world = aWorld([[unit, on]]);
        await world.service(new Fuse(first)).bring('control', wanting(true), 1);
        await world.service(new Fuse(second)).bring('control', wanting(false), 2);
        await world.service().releaseAll();
        expect(world.get(unit), `cut at ${first}, then at ${second}`).to.deep.equal(on);
      }
  });

  it('reports no drift that a power cut of its own made', () =>
    fc.assert(
      fc.asyncProperty(
        worldOf(all),
        planOf(all),
        fc.array(fc.nat(80), { maxLength: 4 }),
        async (initial, plan, cut) => {
          const world = aWorld(initial);
          for (const steps of cut) await world.service(new Fuse(steps)).bring('control', plan, 1);
          const brought = await world.service().bring('control', plan, 1);
          expect(brought.kind).to.equal('in_place');
          expect(holds(world, plan)).to.equal(true);
          expect(world.told('enforcement.drift')).to.deep.equal([]);
        },
      ),
      { numRuns: 300 },
    ));

  it('never writes over what somebody else set last, and puts everything else back', () => {
    const settings = [...files, ...registry];
    const act = fc.oneof(
      fc.record({
        act: fc.constant('bring' as const),
        plan: planOf(settings),
        cut: fc.option(fc.nat(80), { nil: undefined }),
      }),
      fc.record({ act: fc.constant('edit' as const), at: fc.nat(settings.length - 1), gone: fc.boolean() }),
      fc.record({ act: fc.constant('release' as const), cut: fc.nat(40) }),
    );
    return fc.assert(
      fc.asyncProperty(
        worldOf(settings),
        fc.array(act, { minLength: 1, maxLength: 8 }),
        async (initial, acts) => {
          const world = aWorld(initial);
          const before = world.copy();
          const touched = new Set<string>();
          for (const [i, one] of acts.entries()) {
            world.now += 2 * 3600_000;
            if (one.act === 'bring') await world.service(new Fuse(one.cut)).bring('control', one.plan, i + 1);
            else if (one.act === 'release')
              await world
                .service(new Fuse(one.cut))
                .releaseAll()
                .catch(() => {});
            else edit(world, settings[one.at] ?? files[0], i, one.gone, touched);
          }
          const foreign = foreignOf(world);
          await world.service().releaseAll();
          for (const [key, value] of foreign) expect(world.values.get(key)).to.deep.equal(value);
          for (const setting of settings) {
            if (touched.has(keyOf(setting))) continue;
            expect(same(world.get(setting), before.get(keyOf(setting)) ?? null)).to.equal(true);
          }
          expect(world.ledger.entries()).to.deep.equal([]);
        },
      ),
      { numRuns: 400 },
    );
  });

  it('leaves everything as it was when a write or a step is refused', () =>
    fc.assert(
      fc.asyncProperty(
        worldOf(all),
        planOf(all),
        planOf(all),
        fc.option(fc.nat(5), { nil: undefined }),
        async (initial, good, bad, refused) => {
          const world = aWorld(initial);
          await world.service().bring('control', good, 1);
          const before = world.copy();
          world.refuseWrite = refused;
          if (refused === undefined) world.failing.add('systemctl');
          const brought = await world.service().bring('control', bad, 2);
          if (brought.kind === 'kept') expect(world.isAs(before)).to.equal(true);
          else expect(holds(world, bad)).to.equal(true);
        },
      ),
      { numRuns: 300 },
    ));
});

/** A value that no plan ever writes, so that it is known for somebody else's. */
function edit(
  world: World,
  setting: Setting | undefined,
  i: number,
  gone: boolean,
  touched: Set<string>,
): void {
  if (setting === undefined) return;
  touched.add(keyOf(setting));
  if (gone) world.set(setting, null);
  else if (setting.kind === 'file')
    world.set(setting, heldOf({ kind: 'file', text: `theirs ${i}`, mode: 0o600 }, null));
  else world.set(setting, { kind: 'registry', type: 'sz', data: `theirs ${i}` });
}

const isTheirs = (value: Held) =>
  (value?.kind === 'file' && value.text?.startsWith('theirs')) ||
  (value?.kind === 'registry' && value.type === 'sz' && value.data.startsWith('theirs'));

const foreignOf = (world: World) => new Map([...world.values].filter(([, value]) => isTheirs(value)));
