import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import type { RequestAnswer } from '../../../shared/protocol/answer.ts';
import { scene } from '../../../shared/protocol/tray/told.ts';
import { SettableClock } from '../../../test/support/settable-clock.ts';
import { memoryCell } from '../state.ts';
import { Answers } from './index.ts';

const dayMs = 24 * 3600_000;
const maria = { uid: 1000, user: 'maria' };
const otto = { uid: 1001, user: 'otto' };

const no = (over: Partial<RequestAnswer> = {}): RequestAnswer => ({
  ...{ kind: 'request_answer', requestId: randomUUID(), state: 'refused', what: 'media', title: '' },
  ...{ person: 'maria', by: 'Tom Reed', answer: 'Please use the shared drive', at: 1000 },
  ...over,
});

function aComputer() {
  const clock = new SettableClock();
  const cell = memoryCell<unknown>();
  const told: RequestAnswer[] = [];
  const full = { disk: false };
  const plugged = { in: false };
  const write = cell.write.bind(cell);
  cell.write = value => {
    if (full.disk) throw new Error('no space');
    write(value);
  };
  const made = () =>
    new Answers({
      ...{ cell, clock, log: () => {}, changed: () => {} },
      guards: { answered: answer => told.push(answer) > 0 && plugged.in },
    });
  return { clock, cell, told, full, plugged, made, answers: made() };
}

describe('an answer of the school', () => {
  it('is told to whoever asked and to nobody else, after a restart too, until they have read it', () => {
    const { answers, made, told } = aComputer();
    const one = no();
    expect(answers.obey(one).outcome).to.equal('done');
    expect(told).to.deep.equal([one]);
    expect(answers.scenes(otto)).to.deep.equal([]);
    const [shown] = made().scenes(maria);
    expect(shown).to.deep.equal({
      ...{ kind: 'answered', yes: false, request: one.requestId, what: 'media', title: '' },
      ...{ by: 'Tom Reed', answer: 'Please use the shared drive', at: 1000 },
    });
    expect(scene.safeParse(shown).success).to.equal(true);
    expect(answers.read(otto, one.requestId)).to.equal('not_possible');
    expect(answers.read(maria, one.requestId)).to.equal(null);
    expect(made().scenes(maria)).to.deep.equal([]);
    expect(answers.read(maria, one.requestId)).to.equal('not_possible');
  });

  it('of yes is told too, but not where the stick that opens shows it, nor once it is over', () => {
    const { answers, plugged, clock } = aComputer();
    const until = clock.now() + dayMs;
    const yes = no({ state: 'approved', answer: '', until });
    answers.obey(yes);
    expect(answers.scenes(maria)).to.deep.include({
      ...{ kind: 'answered', yes: true, request: yes.requestId, what: 'media', title: '' },
      ...{ by: 'Tom Reed', answer: '', at: 1000 },
    });
    expect(answers.scenes(otto)).to.deep.equal([]);
    answers.obey({ ...yes, state: 'waiting' });
    expect(answers.scenes(maria), 'taken back').to.deep.equal([]);
    answers.obey(yes);
    clock.pass(dayMs);
    expect(answers.scenes(maria), 'over').to.deep.equal([]);
    plugged.in = true;
    answers.obey(no({ state: 'approved' }));
    expect(answers.scenes(maria), 'it opens').to.deep.equal([]);
    answers.obey(no());
    expect(answers.scenes(maria)).to.have.length(1);
  });

  it('finds an account that has no name here', () => {
    const { answers } = aComputer();
    answers.obey(no({ person: 'account 1002' }));
    expect(answers.scenes({ uid: 1002, user: null })).to.have.length(1);
    expect(answers.scenes({ uid: 1003, user: null })).to.deep.equal([]);
  });

  it('is gone when it is taken back, when nobody came for it, and when this is another record', () => {
    const { answers, clock, told } = aComputer();
    const one = no();
    answers.obey(one);
    answers.obey({ ...one, state: 'waiting' });
    expect(answers.scenes(maria)).to.deep.equal([]);
    expect(told.at(-1)?.state).to.equal('waiting');
    answers.obey(no());
    clock.pass(59 * dayMs);
    expect(answers.scenes(maria)).to.have.length(1);
    clock.pass(2 * dayMs);
    expect(answers.scenes(maria)).to.deep.equal([]);
    answers.obey(no());
    answers.forget();
    expect(answers.scenes(maria)).to.deep.equal([]);
  });

  it('is kept once however often it comes, never without end, and not said to be read where that is not kept', () => {
    const { answers, full, made } = aComputer();
    const one = no();
    answers.obey(one);
    answers.obey(one);
    expect(answers.scenes(maria)).to.have.length(1);
    for (let more = 0; more < 30; more += 1) answers.obey(no());
    expect(answers.scenes(maria)).to.have.length(20);
    const last = answers.scenes(maria).at(-1)?.request ?? '';
    full.disk = true;
    expect(answers.read(maria, last)).to.equal('not_possible');
    expect(() => answers.obey(no())).to.throw('no space');
    expect(made().scenes(maria)).to.have.length(20);
  });
});
