import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import type { Notice } from '../../../shared/protocol/notice.ts';
import { noticesText, settledText } from '../../../shared/protocol/transcript.ts';
import type { Face } from '../../../shared/protocol/tray/face.ts';
import { SettableClock } from '../../../test/support/settable-clock.ts';
import { hashOf, makeKey, signText } from '../identity.ts';
import { memoryCell } from '../state.ts';
import { Notices } from './index.ts';

const school = makeKey();
const audience = { schoolId: 's', deviceId: 'd', consoleKey: school.publicKey };
const maria = { uid: 1000, user: 'maria' };
const tom = { uid: 1001, user: 'tom' };
const adult: Face = { profile: 'adult', text: 'normal' };
const face = (profile: Face['profile']): Face => ({ profile, text: 'normal' });
const dayMs = 24 * 3600_000;

describe('what the school tells people at a computer', () => {
  const clock = new SettableClock();
  const keyOf = (id: string, user: string) => hashOf(settledText(id, user)).slice(0, 11);
  let cell = memoryCell<unknown>();
  let told: { name: string; facts: Record<string, unknown> }[] = [];
  let notices: Notices;
  let number = 0;

  const raise = () =>
    new Notices({
      ...{ cell, clock, log: () => {}, changed: () => {} },
      tell: (name, facts) => told.push({ name, facts }),
    });
  const aNotice = (over: Partial<Notice> = {}): Notice => ({
    ...{ id: randomUUID(), kind: 'message', title: 'Fire drill', hash: null, from: 'Ms Head' },
    texts: { adult: 'At ten we leave the building.', plain: null, symbols: null },
    ...{ issuedAt: clock.now(), until: clock.now() + 30 * dayMs, answer: 'read', reminders: [], gate: false },
    ...{ settled: [], declined: [], informed: [] },
    ...over,
  });
  const rules = (over: Partial<Notice> = {}) =>
    aNotice({
      ...{ kind: 'agreement', title: 'Our rules', answer: 'agree', hash: 'h' },
      texts: { adult: 'Long rules.', plain: 'Be kind.', symbols: 'Be kind. Ask first.' },
      ...over,
    });
  const send = (list: Notice[], over: object = {}, sign = school) => {
    number += 1;
    const document = { schoolId: 's', deviceId: 'd', number, issuedAt: clock.now(), notices: list, ...over };
    const payload = JSON.stringify(document);
    return notices.receive({ payload, signature: signText(sign, noticesText(payload)) }, audience);
  };
  const answer = async (by: typeof maria, notice: Notice, what: string, person = '', as = adult) =>
    (
      await notices.answer(by, as, {
        verb: 'answer_notice',
        id: 1,
        notice: notice.id,
        answer: what as never,
        person,
      })
    ).why;
  const seen = (by = maria, as = adult) =>
    notices.scenes(by, as).map(scene => scene.kind === 'notice' && scene.wants);
  const answers = () => told.filter(({ name }) => name === 'notice.answered').map(({ facts }) => facts);

  beforeEach(() => {
    cell = memoryCell();
    told = [];
    number = 0;
    notices = raise();
  });

  it('is shown to each until they have read it, which is told once and kept over a restart', async () => {
    const drill = aNotice();
    await send([drill]);
    expect(told).to.deep.equal([{ name: 'notices.kept', facts: { notices: drill.id } }]);
    expect([seen(), seen(tom)]).to.deep.equal([['read'], ['read']]);
    expect(await answer(maria, drill, 'read')).to.equal(null);
    expect(await answer(maria, drill, 'read')).to.equal('not_possible');
    expect(answers()).to.deep.equal([
      { noticeId: drill.id, answer: 'read', person: '', user: 'maria', rendering: 'adult', hash: null },
    ]);
    notices = raise();
    notices.watched(true);
    await new Promise(setImmediate);
    await notices.answer(tom, adult, { verb: 'notice', id: 1, notice: null });
    expect([seen(), seen(tom)]).to.deep.equal([[], ['read']]);
    notices.stop();
  });

  it('asks for a name where it is to be agreed to, and takes a no without asking again', async () => {
    const year = rules({ gate: true });
    await send([year]);
    expect(seen()).to.deep.equal(['agree']);
    expect(await notices.bars(maria, adult)).to.equal(true);
    expect(await answer(maria, year, 'agreed')).to.equal('not_possible');
    expect(await answer(maria, year, 'read')).to.equal('not_possible');
    expect(await answer(maria, year, 'declined')).to.equal(null);
    expect(seen()).to.deep.equal([]);
    expect(await notices.bars(maria, adult)).to.equal(true);
    // After a restart nobody is quicker than what was kept.
    notices = raise();
    expect(await notices.bars(maria, adult)).to.equal(true);
    expect(await answer(maria, year, 'agreed', 'Maria Green')).to.equal(null);
    expect(await notices.bars(maria, adult)).to.equal(false);
    expect(answers().map(one => [one.answer, one.person, one.hash])).to.deep.equal([
      ['declined', '', 'h'],
      ['agreed', 'Maria Green', 'h'],
    ]);
  });

  it('asks nobody who has answered elsewhere, and only tells whose parent or carer signed', async () => {
    const year = rules({ gate: true });
    year.settled = [keyOf(year.id, 'SCHOOL\\MARIA')];
    year.informed = [keyOf(year.id, 'tom')];
    await send([year]);
    expect([seen(), seen(tom)]).to.deep.equal([[], ['informed']]);
    expect([await notices.bars(maria, adult), await notices.bars(tom, adult)]).to.deep.equal([false, false]);
    expect(await answer(tom, year, 'agreed', 'Tom')).to.equal('not_possible');
    expect(await answer(tom, year, 'read')).to.equal(null);
    expect(seen(tom)).to.deep.equal([]);
  });

  it('gives each profile its own rendering, and the youngest nothing to read', async () => {
    const year = rules();
    const drill = aNotice();
    await send([year, drill]);
    const texts = (profile: Face['profile']) =>
      notices.scenes(maria, face(profile)).map(scene => scene.kind === 'notice' && scene.text);
    expect(texts('symbols')).to.deep.equal(['Be kind. Ask first.', null]);
    expect(texts('early_years'), 'for the adult, elsewhere').to.deep.equal([]);
    const whole = await notices.answer(maria, face('plain'), { verb: 'notice', id: 1, notice: null });
    expect(whole.notice).to.include({ text: 'Be kind.', wants: 'agree' });
    // A card at each sign-in, told once.
    expect(await answer(maria, year, 'read', '', face('symbols'))).to.equal(null);
    expect(seen(maria, face('symbols'))).to.deep.equal(['nothing', 'nothing']);
    expect(answers()[0]).to.include({ rendering: 'symbols' });
  });

  it('ends by itself and with what replaces it, and comes again when the school reminds', async () => {
    const drill = aNotice({ reminders: [clock.now() + dayMs] });
    await send([drill]);
    const step = () => notices.scenes(maria, adult).map(scene => scene.kind === 'notice' && scene.step);
    expect(step()).to.deep.equal([0]);
    clock.pass(dayMs);
    expect(step()).to.deep.equal([1]);
    clock.pass(30 * dayMs);
    expect(seen()).to.deep.equal([]);
    const other = aNotice();
    await send([other]);
    await send([]);
    expect(seen()).to.deep.equal([]);
    expect(told.map(({ facts }) => facts.notices)).to.deep.equal([drill.id, other.id, '']);
  });

  it('is not taken when it is altered, of somebody else, for another device or older; the last good one stays', async () => {
    await send([aNotice()]);
    told = [];
    await send([], {}, makeKey());
    await send([], {}, makeKey());
    await send([], { deviceId: 'other' });
    await send([], { schoolId: 'other' });
    await send([], { number: 0 });
    await send([], { number: 1, notices: 'none' });
    expect(seen()).to.deep.equal(['read']);
    expect(told.map(({ name, facts }) => `${name} ${facts.reason}`)).to.deep.equal([
      'notices.not_taken bad_signature',
      'notices.not_taken wrong_audience',
      'notices.not_taken malformed',
    ]);
    number = 9;
    await send([aNotice(), aNotice()]);
    told = [];
    await send([], { number: 3 });
    expect(told).to.deep.equal([{ name: 'notices.not_taken', facts: { reason: 'older' } }]);
    expect(seen()).to.have.length(2);
  });

  it('keeps nothing when the answer cannot be saved, and says so', async () => {
    const drill = aNotice();
    await send([drill]);
    const full = new Notices({
      ...{ cell, clock, log: () => {}, changed: () => {} },
      tell: () => {
        throw new Error('disk full');
      },
    });
    const reply = await full.answer(maria, adult, {
      ...{ verb: 'answer_notice', id: 1, notice: drill.id, answer: 'read', person: '' },
    });
    expect(reply.why).to.equal('not_possible');
    expect(full.scenes(maria, adult)).to.have.length(1);
  });

  it('begins with nothing where the file is damaged, and takes the next document', async () => {
    const broken = new Notices({
      ...{ clock, log: () => {}, changed: () => {}, tell: () => {} },
      cell: { ...memoryCell<unknown>(), read: () => JSON.parse('{') },
    });
    const document = { schoolId: 's', deviceId: 'd', number: 1, issuedAt: 1, notices: [aNotice()] };
    const payload = JSON.stringify(document);
    await broken.receive({ payload, signature: signText(school, noticesText(payload)) }, audience);
    expect(broken.scenes(maria, adult)).to.have.length(1);
  });
});
