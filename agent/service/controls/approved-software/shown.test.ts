import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import type { RequestAnswer } from '../../../../shared/protocol/answer.ts';
import type { Ask } from '../../../../shared/protocol/tray/asks.ts';
import { scene } from '../../../../shared/protocol/tray/told.ts';
import { SettableClock } from '../../../../test/support/settable-clock.ts';
import { ShownStopped } from './shown.ts';

const minute = 60_000;
const maria = { uid: 1000, user: 'maria' };
const ola = { uid: 1001, user: 'ola' };
const unknown = { title: null, publisher: null };
const ask = (program: string): Ask => ({
  ...{ verb: 'ask_software', id: 1, program, title: 'x', publisher: '', reason: 'x' },
  ...{ licence: 'unknown', suitability: '', personalData: 'unknown' },
});

describe('what somebody sees of a program that was stopped', () => {
  function aShown() {
    const clock = new SettableClock();
    let changes = 0;
    const shown = new ShownStopped({ clock, shownChanged: () => (changes += 1) });
    return { clock, shown, changes: () => changes };
  }

  it('is told to whoever started it and to nobody else, by the name of its file where nothing better is known', () => {
    const { shown } = aShown();
    shown.stopped('/home/maria/Downloads/tux racer', 1000, unknown);
    shown.stopped('/opt/x/x', 1000, { title: 'Xonotic', publisher: 'Team Xonotic' });
    expect(shown.scenes(ola)).to.deep.equal([]);
    expect(shown.scenes(maria).map(({ title, publisher }) => [title, publisher])).to.deep.equal([
      ['tux racer', ''],
      ['Xonotic', 'Team Xonotic'],
    ]);
    for (const one of shown.scenes(maria)) expect(scene.safeParse(one).success).to.equal(true);
    expect(JSON.stringify(shown.scenes(maria))).not.to.contain('/home');
  });

  it('comes again when it is tried again, never more than once a minute, and not for ever', () => {
    const { shown, clock } = aShown();
    shown.stopped('/a', 1000, unknown);
    const step = () => shown.scenes(maria)[0]?.step;
    shown.again('/a', 1000);
    shown.again('/a', 1001);
    expect(step()).to.equal(0);
    for (let i = 0; i < 20; i++) {
      clock.pass(minute);
      shown.again('/a', 1000);
    }
    expect(shown.scenes(ola)).to.deep.equal([]);
    expect(step() ?? 5).to.equal(5);
  });

  it('says nothing more of it after a no, and then only that it was stopped, until the no is taken back', () => {
    const { shown, clock } = aShown();
    shown.stopped('/opt/x/x', 1000, { title: 'Xonotic', publisher: '' });
    shown.stopped('/opt/y/y', 1000, { title: 'Yo Frankie', publisher: '' });
    const no: RequestAnswer = {
      ...{ kind: 'request_answer', requestId: randomUUID(), state: 'refused', what: 'software' },
      ...{ title: 'xonotic', person: 'maria', by: 'Tom Reed', answer: 'No', at: 5 },
    };
    const asksFor = () => shown.scenes(maria).map(({ title, askable }) => [title, askable]);
    shown.answered(no);
    expect(asksFor(), 'nobody asked here').to.have.length(2);
    void shown.asked(maria, ask(shown.scenes(maria)[0]?.program ?? ''));
    shown.answered(no);
    expect(asksFor()).to.deep.equal([['Yo Frankie', true]]);
    clock.pass(2 * minute);
    shown.again('/opt/x/x', 1000);
    expect(asksFor()).to.deep.equal([
      ['Yo Frankie', true],
      ['Xonotic', false],
    ]);
    shown.answered({ ...no, state: 'waiting' });
    expect(shown.scenes(maria).at(-1)).to.include({ title: 'Xonotic', askedAt: 5 });
    shown.answered({ ...no, state: 'approved' });
    expect(asksFor(), 'it starts').to.deep.equal([['Yo Frankie', true]]);
  });

  it('is over after a quarter of an hour, and the tray is told so', () => {
    const { shown, clock, changes } = aShown();
    shown.stopped('/a', 1000, unknown);
    clock.pass(15 * minute - 1);
    expect(shown.scenes(maria)).to.have.length(1);
    const before = changes();
    clock.pass(1);
    expect(shown.scenes(maria)).to.deep.equal([]);
    expect(changes()).to.equal(before + 1);
  });

  it('says that it was asked for, only by whoever started it', async () => {
    const { shown } = aShown();
    shown.stopped('/a', 1000, unknown);
    const [one] = shown.scenes(maria);
    await shown.asked(ola, ask(one?.program ?? ''));
    expect(shown.scenes(maria)[0]).to.include({ askable: true, askedAt: null });
    await shown.asked(maria, ask(one?.program ?? ''));
    expect(shown.scenes(maria)[0]?.askable).to.equal(false);
    expect(shown.asked(maria, { verb: 'lock', id: 1 })).to.equal(undefined);
  });

  it('shows five at most, and forgets the oldest of many', () => {
    const { shown } = aShown();
    for (let i = 0; i < 100; i++) shown.stopped(`/p${i}`, 1000, unknown);
    expect(shown.scenes(maria).map(({ title }) => title)).to.deep.equal(['p95', 'p96', 'p97', 'p98', 'p99']);
  });
});
