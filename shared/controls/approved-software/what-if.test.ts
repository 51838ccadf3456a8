import { expect } from 'chai';
import { approvedSoftware } from './index.ts';
import type { Program } from './program.ts';

const beside = { told: [], hash: (serial: string) => serial };
const aProgram = (over: Partial<Program>): Program => ({
  publisher: null,
  product: null,
  package: null,
  hash: null,
  pathClass: 'user_writable',
  stopped: 'no',
  ...over,
});

describe('what approving software would have done', () => {
  it('names each program once that people ran and that no rule allows', () => {
    const game = aProgram({ product: 'Old Game', publisher: 'O=GAMES LTD, C=GB' });
    const observation = approvedSoftware.observation.parse({
      system: 'windows',
      mechanism: {
        name: 'AppLocker',
        state: 'watching',
        running: true,
        owner: 'caretaker',
        canary: null,
        trust: null,
        detail: null,
      },
      learned: { since: null, boots: 0, users: 0 },
      programs: [game, game, aProgram({ product: 'Scratch', publisher: 'O=SCRATCH, C=US' })],
      seenBy: 'samples',
      complete: true,
      search: null,
      browsers: [],
    });
    const allow = { id: 'scratch', by: 'product', value: 'Scratch' };
    const [would] =
      approvedSoftware.whatIf?.(observation, approvedSoftware.policy.parse({ rules: [allow] }), beside) ?? [];
    expect(would?.names).to.have.length(1);
    expect(would?.names[0]).to.match(/^Old Game/);
    expect(would?.one).to.match(
      /in the last 28 days would have been stopped, where not every start is seen,$/,
    );
    const [sure] =
      approvedSoftware.whatIf?.(
        { ...observation, seenBy: 'every_start' },
        approvedSoftware.policy.parse({}),
        beside,
      ) ?? [];
    expect(sure?.many).to.match(/in the last 28 days would have been stopped$/);
  });
});
