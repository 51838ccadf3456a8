import { expect } from 'chai';
import { approvedSoftware } from './index.ts';
import type { Program } from './program.ts';

const asked = (settings: object) => approvedSoftware.policy.parse(settings);
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
      approvedSoftware.whatIf?.(observation, asked({ rules: [allow] }), beside, {
        observation,
        policy: asked({}),
      }) ?? [];
    expect(would?.names).to.have.length(1);
    expect(would?.names[0]).to.match(/^Old Game/);
    expect(would?.one).to.match(
      /in the last 28 days would have been stopped, where not every start is seen,$/,
    );
    const [, freed] =
      approvedSoftware.whatIf?.(observation, asked({ rules: [allow] }), beside, {
        observation,
        policy: asked({}),
      }) ?? [];
    expect(freed?.names, 'what is let run from then on').to.have.length(1);
    expect(freed?.names[0]).to.match(/^Scratch/);
    const every = { ...observation, seenBy: 'every_start' as const };
    const says = (before: object, after: object) =>
      approvedSoftware.whatIf?.(every, asked(after), beside, { observation: every, policy: asked(before) })[0]
        ?.many;
    const deny = { id: 'no-old-game', decision: 'deny', by: 'product', value: 'Old Game', publisher: 'O=X' };
    const [sure, notSure] = [/28 days would have been stopped$/, /where not every start is seen,$/];
    expect(says({}, {})).to.match(sure);
    expect(says({}, { rules: [allow] }), 'what is allowed more').to.match(sure);
    expect(says({ rules: [allow] }, { rules: [{ ...allow, why: 'For Year 4.' }] }), 'a reason').to.match(
      sure,
    );
    // What ran by a rule that goes, or before a rule denied it, was let run and not written down.
    expect(says({ rules: [allow] }, {})).to.match(notSure);
    expect(says({}, { rules: [deny] })).to.match(notSure);
    expect(says({ ownScripts: true }, {})).to.match(notSure);
  });
});
