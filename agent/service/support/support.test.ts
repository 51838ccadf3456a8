import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import { SettableClock } from '../../../test/support/settable-clock.ts';
import { memoryCell } from '../state.ts';
import { Support } from './index.ts';

const minuteMs = 60_000;
const maria = { uid: 1000, user: 'maria' };
const supportId = randomUUID();

/** A computer, and what it has told the school. */
function aComputer({ aheadMs = 0 } = {}) {
  const clock = new SettableClock();
  const cell = memoryCell<unknown>();
  const told: [string, object][] = [];
  const disk = { full: false };
  const edges = {
    ...{ cell, clock, log: () => {}, changed: () => {}, aheadMs: () => aheadMs },
    tell: (name: string, facts: object) => {
      if (disk.full) throw new Error('no space left');
      told.push([name, facts]);
    },
  };
  const made = () => {
    const one = new Support(edges);
    one.start();
    return one;
  };
  const ask = (more: object = {}) => ({
    ...{ kind: 'support_ask' as const, supportId, by: 'Tom Reed', purpose: 'The printer', tool: 'RustDesk' },
    ...{ consent: true, answerBy: clock.now() + aheadMs + 10 * minuteMs },
    ...{ until: clock.now() + aheadMs + 4 * 60 * minuteMs },
    ...more,
  });
  return { clock, told, disk, made, ask, support: made() };
}
const begun = { kind: 'support_state' as const, supportId, state: 'begun' as const };
const stage = (support: Support) => support.scenes(maria)[0]?.stage;
const says = (answer: 'yes' | 'no') => ({
  verb: 'answer_support' as const,
  id: 1,
  support: supportId,
  answer,
});

describe('somebody who wants to look at this screen', () => {
  it('is shown with name, purpose and tool, and allowed by a yes that the school is told once', () => {
    const { support, told, ask } = aComputer();
    expect(support.obey(ask())).to.deep.equal({ outcome: 'done', detail: '' });
    expect(support.scenes(maria)[0]).to.deep.include({
      stage: 'ask',
      by: 'Tom Reed',
      purpose: 'The printer',
    });
    expect(support.answer(maria, says('yes'))).to.equal(null);
    expect(support.answer(maria, says('yes'))).to.equal(null);
    expect(stage(support)).to.equal('allowed');
    expect(told).to.deep.equal([
      ['support.told', { supportId }],
      ['support.shown', { supportId }],
      ['support.answered', { supportId, user: 'maria', answer: 'allowed' }],
    ]);
    expect(support.obey(begun).outcome).to.equal('done');
    expect(stage(support)).to.equal('on');
  });

  it('is kept out by a no, which is final, and by nobody’s answer', () => {
    const { support, ask, clock } = aComputer();
    support.obey(ask());
    expect(support.obey(begun).outcome).to.equal('refused');
    expect(support.answer(maria, says('no'))).to.equal(null);
    expect(support.answer(maria, says('yes'))).to.equal('not_possible');
    expect(support.obey(begun).outcome).to.equal('refused');
    const other = randomUUID();
    support.obey(ask({ supportId: other }));
    clock.pass(10 * minuteMs);
    expect(stage(support)).to.equal(undefined);
    expect(support.answer(maria, { ...says('yes'), support: other })).to.equal('not_possible');
    expect(support.obey({ ...begun, supportId: other }).outcome).to.equal('refused');
  });

  it('needs no answer where people are only told, and nobody can be made to have given one', () => {
    const { support, ask, told } = aComputer();
    support.obey(ask({ consent: false }));
    expect(stage(support)).to.equal('told');
    expect(support.answer(maria, says('no'))).to.equal('not_possible');
    expect(support.obey(begun).outcome).to.equal('done');
    expect(told.map(([name]) => name)).to.deep.equal(['support.told', 'support.shown']);
  });

  it('is told when a yes is taken back, and it is over when the school says so or its time has come', () => {
    const { support, ask, told, clock } = aComputer();
    support.obey(ask());
    support.answer(maria, says('yes'));
    support.obey(begun);
    support.answer(maria, says('no'));
    expect(told.at(-1)?.[0]).to.equal('support.stopped');
    expect(stage(support)).to.equal('no');
    support.obey({ ...begun, state: 'over' });
    expect(stage(support)).to.equal('over');
    clock.pass(11 * minuteMs);
    expect(stage(support)).to.equal(undefined);
    const next = randomUUID();
    expect(support.obey(ask({ supportId: next, consent: false })).outcome).to.equal('done');
    support.obey({ ...begun, supportId: next });
    clock.pass(4 * 60 * minuteMs + 1000);
    expect(stage(support)).to.equal('over');
  });

  it('is one at a time, survives a restart, and goes by the console’s clock where this one is wrong', () => {
    const world = aComputer({ aheadMs: 3 * 3600_000 });
    world.support.obey(world.ask());
    expect(world.support.obey(world.ask({ supportId: randomUUID() })).outcome).to.equal('refused');
    const again = world.made();
    expect(stage(again)).to.equal('ask');
    expect(again.scenes(maria)[0]?.answerBy).to.equal(world.clock.now() + 10 * minuteMs);
    expect(again.obey(world.ask({ answerBy: world.clock.now() })).outcome).to.equal('expired');
  });

  it('has no answer that could not be kept, and leaves nothing behind when the device is another record', () => {
    const { support, ask, disk } = aComputer();
    support.obey(ask());
    disk.full = true;
    expect(support.answer(maria, says('yes'))).to.equal('not_possible');
    expect(stage(support)).to.equal('ask');
    support.forget();
    expect(support.scenes(maria)).to.deep.equal([]);
  });
});
