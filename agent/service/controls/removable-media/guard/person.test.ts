import { expect } from 'chai';
import { aWorld, enforce, grantOf } from '../../../../../test/support/media-world.ts';

const maria = { id: '3', user: 'maria', account: '1000', locked: false, away: false };
const otto = { id: '5', user: 'otto', account: '1001', locked: false, away: false };

describe('whom a permission is for', () => {
  it('is refused where it names a person of the school, whom this computer cannot tell', async () => {
    const { world, guard } = await aWorld();
    const personId = '0199a0b2-0000-7000-8000-00000000000a';
    const answer = await guard.obey(grantOf(world, { personId }));
    expect(answer.outcome).to.equal('not_possible');
    expect(answer.detail).to.contain('Give the permission without a person').and.to.have.length.below(301);
    world.plug();
    await world.advance(5000);
    expect(world.open.size).to.equal(0);
  });

  it('is nobody, in the system’s own words, where it has no permission for one stick', async () => {
    const { world, guard } = await aWorld();
    world.cannotGrant = 'Everybody may read already.';
    const answer = await guard.obey(grantOf(world));
    expect(answer).to.deep.equal({ outcome: 'not_possible', detail: world.cannotGrant });
    world.plug();
    await world.advance(5000);
    expect([world.open.size, world.admitted.size, world.stages.length]).to.deep.equal([0, 0, 0]);
    // Nor is a stick said to be open once it was scanned, where the system opens none.
    guard.follow(enforce({ rule: 'allow_scanned' }));
    await world.advance(5000);
    expect([world.open.size, world.named('media.allowed').length]).to.deep.equal([0, 0]);
    expect(world.named('media.blocked').at(-1)).to.include({ reason: 'not_listed' });
  });

  it('is whoever asked at this computer, by the name they signed in with, and nobody who is there before', async () => {
    const { world, guard } = await aWorld();
    world.sessions = [otto];
    await guard.obey(grantOf(world, { user: 'maria' }));
    world.plug();
    await world.advance(5000);
    expect(world.open.size).to.equal(0);
    const scenes = guard.scenes?.({ uid: 5, user: 'otto' }) ?? [];
    expect(scenes.map(one => one.kind === 'media' && [one.stage, one.askable])).to.deep.equal([
      ['stopped', false],
    ]);
    world.sessions = [maria, { ...otto, away: true }];
    await world.advance(61_000);
    expect([...world.open.values()].map(({ user }) => user)).to.deep.equal(['maria']);
  });

  it('is whoever first uses it, and nobody who sits there later', async () => {
    const { world, guard } = await aWorld();
    await guard.obey(grantOf(world));
    const first = world.plug();
    await world.advance(3000);
    expect(world.open.get(first)?.user).to.equal('maria');
    world.unplug();
    world.sessions = [otto, { ...maria, away: true }];
    world.plug();
    await world.advance(5000);
    expect(world.open.size).to.equal(0);
    world.sessions = [maria, { ...otto, away: true }];
    await world.advance(61_000);
    expect([...world.open.values()].map(({ user }) => user)).to.deep.equal(['maria']);
  });

  it('is the account of whoever used it first, under another name too, and nobody who has their name later', async () => {
    const { world, guard } = await aWorld();
    await guard.obey(grantOf(world, { singleUse: false }));
    world.plug();
    await world.advance(3000);
    expect(world.open.size).to.equal(1);
    world.unplug();
    await world.advance(3000);
    world.sessions = [{ ...maria, id: '8', account: '1007' }];
    world.plug();
    await world.advance(5000);
    expect(world.open.size).to.equal(0);
    world.sessions = [{ ...maria, id: '9', user: 'maria.jones' }];
    await world.advance(61_000);
    expect([...world.open.values()].map(({ user }) => user)).to.deep.equal(['maria.jones']);
  });

  it('is the account that asked, also when its name was given to somebody else before the answer came', async () => {
    const { world, guard } = await aWorld();
    world.plug();
    await world.advance(3000);
    const [scene] = guard.scenes?.({ uid: 1000, user: 'maria' }) ?? [];
    if (scene?.kind !== 'media') throw new Error('nothing is shown');
    const ask = { verb: 'ask_media', stick: scene.stick, reason: 'lesson', write: false } as const;
    expect(await guard.asked?.({ uid: 1000, user: 'maria' }, ask, false)).to.equal(null);
    await guard.obey(grantOf(world, { user: 'maria' }));
    world.sessions = [{ ...maria, id: '8', account: '1007' }];
    await world.advance(61_000);
    expect(world.open.size).to.equal(0);
    world.sessions = [maria];
    await world.advance(61_000);
    expect(world.open.size).to.equal(1);
  });

  it('is nobody where the system no longer says which account sits there', async () => {
    const { world, guard } = await aWorld();
    await guard.obey(grantOf(world, { singleUse: false }));
    world.plug();
    await world.advance(3000);
    world.unplug();
    await world.advance(3000);
    world.sessions = [{ ...maria, id: '8', account: null }];
    world.plug();
    await world.advance(5000);
    expect(world.open.size).to.equal(0);
  });

  it('is nobody while nobody sits there: at the sign-in screen, or over the network only', async () => {
    for (const sessions of [[], [{ ...otto, away: true }]]) {
      const { world, guard } = await aWorld();
      world.sessions = sessions;
      await guard.obey(grantOf(world));
      world.plug();
      await world.advance(5000);
      expect(world.open.size).to.equal(0);
      world.sessions = [maria];
      await world.advance(61_000);
      expect([...world.open.values()].map(({ user }) => user)).to.deep.equal(['maria']);
    }
  });

  it('is over within half a minute of waking up, when its time was over in sleep and the clock is set back', async () => {
    const { world, guard } = await aWorld();
    world.deadMan = false;
    await guard.obey(grantOf(world, { durationSec: 3600 }));
    world.plug();
    await world.advance(3000);
    expect(world.open.size).to.equal(1);
    await world.sleep(3_600_000);
    world.setClock(-3_600_000);
    await world.advance(31_000);
    expect(world.open.size).to.equal(0);
    expect(world.named('media.grant').at(-1)).to.include({ stage: 'revoked', why: 'time_over' });
  });

  it('ends when somebody else has sat there for five minutes', async () => {
    const { world, guard } = await aWorld();
    await guard.obey(grantOf(world));
    world.plug();
    await world.advance(3000);
    world.sessions = [otto, { ...maria, away: true }];
    await world.advance(250_000);
    expect(world.open.size).to.equal(1);
    await world.advance(110_000);
    expect(world.open.size).to.equal(0);
    expect(world.named('media.grant').at(-1)).to.include({ stage: 'revoked' });
  });
});
