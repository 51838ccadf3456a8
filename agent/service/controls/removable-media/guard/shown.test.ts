import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import type { RequestAnswer } from '../../../../../shared/protocol/answer.ts';
import { requestOfFacts } from '../../../../../shared/protocol/request.ts';
import { told } from '../../../../../shared/protocol/tray/told.ts';
import { aWorld, clean, enforce, type FakeWorld, grantOf } from '../../../../../test/support/media-world.ts';
import type { MediaGuard } from './guard.ts';

const maria = { uid: 1000, user: 'maria' };
const otto = { uid: 1001, user: 'otto' };

const stageOf = (guard: MediaGuard, of = maria) => guard.scenes(of).map(one => 'stage' in one && one.stage);

function ask(guard: MediaGuard, by = maria) {
  const [scene] = guard.scenes(by);
  const stick = scene?.kind === 'media' ? scene.stick : '';
  return guard.asked(by, { verb: 'ask_media', id: 1, stick, reason: 'lesson', write: false });
}

async function plugged(policy = enforce()): Promise<{ world: FakeWorld; guard: MediaGuard }> {
  const { world, guard } = await aWorld(policy);
  world.plug();
  await world.advance(1000);
  return { world, guard };
}

describe('what people see of a stick', () => {
  it('follows it from being stopped to its end', async () => {
    const { world, guard } = await plugged();
    expect(guard.scenes(maria)[0]).to.include({ stage: 'stopped', askable: true, until: null });
    expect(await ask(guard)).to.equal(null);
    expect(guard.scenes(maria)[0]).to.include({ stage: 'asked', askable: false, askedAt: world.wall });
    await guard.obey(grantOf(world));
    expect(stageOf(guard)).to.deep.equal(['scanning']);
    await world.advance(3000);
    expect(guard.scenes(maria)[0]).to.include({ stage: 'open', access: 'read_only' });
    await world.advance(500_000);
    expect(stageOf(guard)).to.deep.equal(['ending']);
    await world.advance(120_000);
    expect(guard.scenes(maria)[0]).to.include({ stage: 'ended', askable: true });
    world.unplug();
    await world.advance(1000);
    expect(guard.scenes(maria)).to.deep.equal([]);
  });

  it('makes a request that the console can read, once in ten minutes for one stick', async () => {
    const { world, guard } = await plugged();
    expect(await ask(guard)).to.equal(null);
    expect(await ask(guard)).to.equal('already_asked');
    const [facts, ...more] = world.named('request.made');
    expect(more).to.deep.equal([]);
    expect(requestOfFacts(facts)?.request).to.deep.include({
      ...{ kind: 'media', person: 'maria', reason: 'For a lesson', serial: 'SERIAL-1' },
      ...{ access: 'read_only', minutes: 60, scan: 'not_scanned' },
    });
  });

  it('waits for nothing any more after a no, and is not asked for again before it is plugged in anew', async () => {
    const { world, guard } = await plugged();
    await ask(guard);
    const requestId = String((world.named('request.made')[0] as { requestId: string }).requestId);
    const no: RequestAnswer = {
      ...{ kind: 'request_answer', requestId, state: 'refused', what: 'media', title: '' },
      ...{ person: 'maria', by: 'Tom Reed', answer: 'No', at: world.wall },
    };
    const [{ stick } = { stick: '' }] = guard.scenes(maria) as { stick: string }[];
    guard.answered({ ...no, requestId: randomUUID() });
    expect(stageOf(guard)).to.deep.equal(['asked']);
    expect(guard.answered({ ...no, state: 'approved' }), 'it opens, which is seen').to.equal(true);
    expect(stageOf(guard)).to.deep.equal(['asked']);
    guard.answered(no);
    expect(guard.scenes(maria)).to.deep.equal([]);
    const again = { ...{ verb: 'ask_media', id: 1, stick }, reason: 'lesson', write: false } as const;
    expect(await guard.asked(maria, again)).to.equal('not_possible');
    guard.answered({ ...no, state: 'waiting' });
    expect(stageOf(guard)).to.deep.equal(['asked']);
    guard.answered(no);
    world.unplug();
    await world.advance(1000);
    expect(guard.answered({ ...no, state: 'approved' }), 'it is not here').to.equal(false);
    world.plug();
    await world.advance(1000);
    expect(guard.scenes(maria)[0]).to.include({ stage: 'stopped', askable: true });
  });

  it('can be asked for again when no answer came', async () => {
    const { world, guard } = await plugged();
    await ask(guard);
    await world.advance(599_000);
    expect(guard.scenes(maria)[0]).to.include({ stage: 'asked', askable: false });
    await world.advance(2000);
    expect(guard.scenes(maria)[0]).to.include({ stage: 'stopped', askable: true, askedAt: null });
    expect(await ask(guard)).to.equal(null);
    expect(world.named('request.made')).to.have.length(2);
  });

  it('is called by a name that fits and holds no serial, however long the system’s own is', async () => {
    const { world, guard } = await aWorld();
    world.plug({ insertion: `boot/disk4/${'SERIAL-1'.repeat(20)}` });
    await world.advance(1000);
    const [scene] = guard.scenes(maria);
    expect(
      told.safeParse({ kind: 'now', face: { profile: 'adult', text: 'normal' }, scenes: [scene] }).success,
    ).to.equal(true);
    expect(JSON.stringify(scene)).to.not.contain('SERIAL');
    expect(await ask(guard)).to.equal(null);
  });

  it('shows nobody what was opened for somebody else', async () => {
    const { world, guard } = await plugged();
    await guard.obey(grantOf(world));
    await world.advance(3000);
    expect(stageOf(guard, otto)).to.deep.equal([]);
    expect(stageOf(guard, maria)).to.deep.equal(['open']);
  });

  it('says that something was found, and lets nobody ask then', async () => {
    const { world, guard } = await aWorld();
    world.scanResult = { ...clean, verdict: 'infected', detections: ['Eicar'] };
    world.plug();
    await guard.obey(grantOf(world));
    await world.advance(4000);
    expect(guard.scenes(maria)[0]).to.include({ stage: 'found', askable: false });
    expect(await ask(guard)).to.equal('not_possible');
  });

  it('says that it could not be looked at, and lets people ask again with what the scan said', async () => {
    const { world, guard } = await aWorld();
    world.scanResult = { ...clean, verdict: 'incomplete', reason: 'too_long' };
    world.plug();
    await guard.obey(grantOf(world));
    await world.advance(4000);
    expect(guard.scenes(maria)[0]).to.include({ stage: 'not_scanned', askable: true });
    expect(await ask(guard)).to.equal(null);
    expect(world.named('request.made')[0]).to.include({ scan: 'incomplete' });
  });

  it('shows nothing where the school only watches, and nobody can ask for what is not there', async () => {
    const { guard } = await plugged(enforce({ mode: 'watch' }));
    expect(guard.scenes(maria)).to.deep.equal([]);
    expect(await ask(guard)).to.equal('not_possible');
    expect(await guard.asked(maria, { verb: 'here', id: 1 })).to.equal(undefined);
  });
});
