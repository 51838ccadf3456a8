import { expect } from 'chai';
import { frameFromConsole, parseFromConsole } from './device.ts';
import { maxFrame } from './limits.ts';
import {
  longest,
  mostNotices,
  mostSettled,
  type Notice,
  type NoticeAnswer,
  type NoticesDocument,
  noticeAnswer,
  noticeAnswered,
  noticesDocument,
  type Rendering,
} from './notice.ts';
import type { SignedNotices } from './notice-signed.ts';
import { noticesText, orderText } from './transcript.ts';

const filled = (character: string): Notice => {
  const text = (rendering: Rendering) => character.repeat(longest[rendering]);
  const keys = Array.from({ length: mostSettled }, () => 'abcdefghijk');
  return {
    id: crypto.randomUUID(),
    kind: 'agreement',
    title: character === '\n' ? 'Rules' : character.repeat(100),
    texts: { adult: text('adult'), plain: text('plain'), symbols: text('symbols') },
    hash: 'h'.repeat(43),
    from: 'The school',
    issuedAt: 1,
    until: 2,
    answer: 'agree',
    reminders: Array.from({ length: 12 }, () => 8_640_000_000_000_000),
    gate: true,
    settled: keys,
    declined: keys,
    informed: keys,
  };
};

describe('notices on the wire', () => {
  for (const [what, character] of [
    ['letters of three bytes', '€'],
    ['empty lines', '\n'],
  ] as const)
    it(`fit a frame when all of them are as long as they may be: ${what}`, () => {
      const notices = Array.from({ length: mostNotices }, () => filled(character));
      const document: NoticesDocument = { schoolId: 's', deviceId: 'd', number: 1, issuedAt: 1, notices };
      const body: SignedNotices = { payload: JSON.stringify(document), signature: 'x'.repeat(86) };
      const frame = frameFromConsole('notices', body);
      expect(Buffer.byteLength(frame)).to.be.lessThan(maxFrame);
      const parsed = parseFromConsole(frame);
      expect(parsed.ok).to.equal(true);
      expect(noticesDocument.parse(JSON.parse(body.payload))).to.deep.equal(document);
    });

  it('hold plain text only', () => {
    const document = { schoolId: 's', deviceId: 'd', number: 1, issuedAt: 1 };
    const one = filled('a');
    const coloured = { ...one, texts: { ...one.texts, adult: 'plain \u001b[31m red' } };
    expect(noticesDocument.safeParse({ ...document, notices: [coloured] }).success).to.equal(false);
  });

  it('are signed as nothing else is', () => {
    expect(noticesText('{}')).not.to.equal(orderText('{}'));
  });

  it('are answered by an event that fits its facts', () => {
    const answer: NoticeAnswer = {
      noticeId: crypto.randomUUID(),
      answer: 'agreed',
      person: ' Ann Ex ',
      user: 'ann',
      rendering: 'plain',
      hash: null,
    };
    expect(noticeAnswered).to.match(/^[a-z][a-z0-9_.]{1,59}$/);
    expect(noticeAnswer.parse(answer).person).to.equal('Ann Ex');
  });
});
