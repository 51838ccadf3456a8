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
  it('gathers what is about to happen, by control, for whoever sits at the computer', () => {
    const notice = { at: 5, waits: 2, words: 'The computer will turn off at 15:45.' };
    const guards = guardsOf({ power: aGuard({ notice: () => notice }), autorun: aGuard() });
    expect(guards.notices()).to.deep.equal([{ control: 'power', ...notice }]);
    expect(guardsOf({ power: aGuard({ notice: () => null }) }).notices()).to.deep.equal([]);
  });

  it('passes on that somebody is still working, and answers where nothing can wait', async () => {
    const waited = { ok: true, words: 'The computer stays on until 16:15.' };
    const guards = guardsOf({ power: aGuard({ stillWorking: async () => waited }), autorun: aGuard() });
    expect(await guards.stillWorking('power')).to.deep.equal(waited);
    for (const control of ['autorun', 'toaster'])
      expect(await guards.stillWorking(control)).to.include({ ok: false });
  });

  it('tells those that go by the calendar that it is another one', () => {
    let told = 0;
    guardsOf({ power: aGuard({ calendarChanged: () => (told += 1) }), autorun: aGuard() }).calendarChanged();
    expect(told).to.equal(1);
  });
});
