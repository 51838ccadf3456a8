import { expect } from 'chai';
import { frameFromConsole, parseFromConsole } from './device.ts';
import { maxFrame } from './limits.ts';
import {
  mostNotices,
  type Notice,
  type NoticeAnswer,
  type NoticesDocument,
  noticeAnswer,
  noticeAnswered,
  noticesDocument,
  type SignedNotices,
} from './notice.ts';
import { noticesText, orderText } from './transcript.ts';

const longest = (character: string): Notice => ({
  id: crypto.randomUUID(),
  kind: 'agreement',
  title: character === '\n' ? 'Rules' : character.repeat(100),
  text: character.repeat(8000),
  from: 'The school',
  issuedAt: 1,
  until: 2,
  answer: 'agree',
  remindAt: null,
});

describe('notices on the wire', () => {
  for (const [what, character] of [
    ['letters of three bytes', '€'],
    ['empty lines', '\n'],
  ] as const)
    it(`fit a frame when all of them are as long as they may be: ${what}`, () => {
      const notices = Array.from({ length: mostNotices }, () => longest(character));
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
    const coloured = { ...longest('a'), text: 'plain \u001b[31m red' };
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
      at: 1,
    };
    expect(noticeAnswered).to.match(/^[a-z][a-z0-9_.]{1,59}$/);
    expect(noticeAnswer.parse(answer).person).to.equal('Ann Ex');
  });
});
