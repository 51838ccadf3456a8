import { expect } from 'chai';
import { controlByKey } from '../../shared/controls/index.ts';
import type { Guard, GuardEdges } from './controls/control.ts';
import { Guards } from './guards.ts';

const aGuard = (more: Partial<Guard> = {}): Guard => ({ follow: () => {}, stop: async () => {}, ...more });

function guardsOf(built: Record<string, Guard>): Guards {
  const watched = Object.entries(built).map(([key, guard]) => {
    const meaning = controlByKey(key);
    if (meaning === undefined) throw new Error(`no control ${key}`);
    return { meaning, backend: { source: 'a test', observe: async () => ({}), guard: () => guard } };
  });
  return new Guards(
    watched,
    () => ({}) as GuardEdges,
    () => {},
  );
}

describe('what controls do between rounds', () => {
  const anna = { uid: 1000, user: 'anna' };

  it('gathers what is about to happen, for whoever sits at the computer', () => {
    const notice = { at: 5, waits: 2, words: 'The computer will turn off at 15:45.' };
    const lock = { kind: 'lock_soon' as const, at: 7 };
    const guards = guardsOf({
      power: aGuard({ notice: () => notice }),
      'idle-lock': aGuard({ scenes: ({ uid }) => (uid === 1000 ? [lock] : []) }),
      autorun: aGuard(),
    });
    const off = { kind: 'switch_off', at: 5, waits: 2 };
    expect(guards.scenes(anna)).to.deep.equal([off, lock]);
    expect(guards.scenes({ uid: 1001, user: null })).to.deep.equal([off]);
    expect(guardsOf({ power: aGuard({ notice: () => null }) }).scenes(anna)).to.deep.equal([]);
  });

  it('passes on what somebody asks to whom it concerns, and refuses where nobody can', async () => {
    const waited = { ok: true, words: 'The computer stays on until 16:15.' };
    const guards = guardsOf({
      autorun: aGuard({ asked: (_by, { verb }) => (verb === 'lock' ? Promise.resolve(null) : undefined) }),
      power: aGuard({ stillWorking: async () => waited }),
    });
    expect(await guards.asked(anna, { verb: 'wait', id: 1 })).to.equal(null);
    expect(await guards.asked(anna, { verb: 'lock', id: 2 })).to.equal(null);
    expect(await guards.asked(anna, { verb: 'here', id: 3 })).to.equal('not_possible');
    expect(await guardsOf({}).asked(anna, { verb: 'wait', id: 4 })).to.equal('not_possible');
  });

  it('tells the others that somebody is there to see where one of them fails', () => {
    const told: boolean[] = [];
    const broken = aGuard({
      watched: () => {
        throw new Error('broken');
      },
    });
    guardsOf({ power: broken, autorun: aGuard({ watched: on => void told.push(on) }) }).watched(true);
    expect(told).to.deep.equal([true]);
  });

  it('tells those that go by the calendar that it is another one', () => {
    let told = 0;
    guardsOf({ power: aGuard({ calendarChanged: () => (told += 1) }), autorun: aGuard() }).calendarChanged();
    expect(told).to.equal(1);
  });
});
