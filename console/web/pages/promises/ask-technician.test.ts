import { expect } from 'chai';
import { askTechnician } from './ask-technician.ts';

const promise = {
  sentence: 'Screens lock & stay locked.',
  parts: [],
  answer: 'Holds on 41 of 43 computers.',
};
const from = { name: 'Hazel Head, Greenfield', link: 'http://localhost:8080/promises/idle-lock' };
const mail = (more: object) => {
  const href = askTechnician(
    { ...promise, verdict: 'does_not_hold', ...more },
    ['a@x.example', 'b&c@x.example'],
    from,
  );
  const [to = '', query = ''] = href.slice('mailto:'.length).split('?');
  const asked = new URLSearchParams(query);
  return {
    to: to.split(',').map(decodeURIComponent),
    subject: asked.get('subject'),
    body: asked.get('body'),
  };
};

describe('asking the technician about a promise', () => {
  it('is a letter with the sentence, how it stands, the question and the link, to each technician', () => {
    const { to, subject, body } = mail({});
    expect(to).to.deep.equal(['a@x.example', 'b&c@x.example']);
    expect(subject).to.equal('Our promise: Screens lock & stay locked.');
    expect(body?.split('\n\n')).to.deep.equal([
      '“Screens lock & stay locked.”',
      'Does not hold everywhere. Holds on 41 of 43 computers.',
      'Who puts it right, and by when?',
      from.link,
      from.name,
    ]);
  });

  it('says each check of a promise that several prove, and asks for nothing to be put right where it holds', () => {
    const parts = [{ answer: 'One.' }, { answer: 'Two.' }];
    expect(mail({ parts, differs: 'Ours says 10.' }).body).to.include('Ours says 10. One. Two.');
    expect(mail({ verdict: 'holds' }).body)
      .to.include('My question:')
      .and.not.include('puts it right');
  });
});
