import { expect } from 'chai';
import { controls } from '../../../../shared/controls/index.ts';
import { type Finding, states } from '../../../../shared/finding.ts';
import { doesNotApply, nothingToDo, staffSays, staffWords, unknownSaid } from './staff-en.ts';

const every = Object.values(staffWords);
const said = [
  ...every.flatMap(({ title, met, notMet, toDo, toDoFor = {} }) => [
    ...[title, met, notMet, toDo ?? nothingToDo],
    ...Object.values(toDoFor),
  ]),
  ...[unknownSaid('Programs'), doesNotApply('Programs')],
];

describe('each check, as whoever works at the computer reads it', () => {
  it('has words for every control and every state, and something to do where it is not met', () => {
    for (const { key } of controls)
      for (const state of states) {
        const words = staffSays({ control: key, state, reason: 'x' } as Finding);
        expect(words?.sentence, `${key} ${state}`).to.match(/^[A-Z].+\.$/);
        expect(words?.toDo != null, `${key} ${state}`).to.equal(state === 'not_met');
      }
    expect(staffSays({ control: 'of-next-year', state: 'met', reason: 'x' } as Finding)).to.equal(undefined);
  });

  it('says nothing that only a technician understands, blames nobody and does not shout', () => {
    for (const line of said) {
      expect(line).not.to.match(
        /encrypt|firewall|malware|virus|policy|enforce|control\b|LUKS|BitLocker|account|administrator|registry|daemon|kernel|patch|USB|AutoRun/i,
      );
      expect(line).not.to.match(/!|please|sorry|oops|must not|forbidden|illegal/i);
      expect(line.split(' ').length, line).to.be.at.most(20);
    }
  });

  it('gives each its own title', () => {
    const titles = every.map(({ title }) => title);
    expect(titles).to.deep.equal([...new Set(titles)]);
  });
});
