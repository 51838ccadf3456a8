import { expect } from 'chai';
import * as fc from 'fast-check';
import { profiles, textSizes } from '../../../shared/protocol/tray/face.ts';
import { supportStages } from '../../../shared/protocol/tray/support.ts';
import { type MediaScene, mediaStages, refusals, type Scene } from '../../../shared/protocol/tray/told.ts';
import { viewOf } from './view.ts';
import { en } from './words/en.ts';

const at = Date.UTC(2026, 10, 21, 12);
const idle = { choosing: false, refusal: null };
const adult = { profile: 'adult', text: 'normal' } as const;

const mediaScene = (over: Partial<MediaScene> = {}): MediaScene => ({
  ...{ kind: 'media', stick: '1/1', stage: 'stopped', askable: true, askedAt: null },
  ...{ access: null, until: null, scan: null },
  ...over,
});

const anyScene = fc.oneof(
  fc.record({ kind: fc.constant('lock_soon' as const), at: fc.integer({ min: at - 1e6, max: at + 1e6 }) }),
  fc.record({
    kind: fc.constantFrom('lost' as const, 'kept' as const),
    message: fc.constant('Please ring the school.'),
    step: fc.nat(5),
  }),
  fc.record({
    kind: fc.constant('switch_off' as const),
    how: fc.constantFrom(undefined, 'sign_out' as const, 'restart' as const, 'shut_down' as const),
    at: fc.integer({ min: at - 1e6, max: at + 1e7 }),
    waits: fc.nat(5),
  }),
  fc
    .record({
      stage: fc.constantFrom(...mediaStages),
      askable: fc.boolean(),
      askedAt: fc.option(fc.integer({ min: at - 1e7, max: at })),
      until: fc.option(fc.integer({ min: at - 1e6, max: at + 1e7 })),
      access: fc.constantFrom(null, 'read_only' as const, 'read_write' as const),
      scan: fc.option(fc.record({ files: fc.nat(), bytes: fc.nat(), ofBytes: fc.option(fc.nat()) })),
    })
    .map(mediaScene),
  fc.record({
    ...{ kind: fc.constant('notice' as const), notice: fc.uuid(), step: fc.nat(5) },
    what: fc.constantFrom('message' as const, 'agreement' as const),
    wants: fc.constantFrom('nothing' as const, 'read' as const, 'agree' as const, 'informed' as const),
    ...{ title: fc.constant('Fire drill'), from: fc.constant('Ms Head') },
    text: fc.option(fc.constant('At ten we leave.')),
  }),
  fc.record({
    ...{
      kind: fc.constant('program' as const),
      program: fc.string({ maxLength: 22 }),
      askable: fc.boolean(),
    },
    ...{ title: fc.constant('Tux Racer'), publisher: fc.constant(''), step: fc.nat(9) },
    askedAt: fc.option(fc.integer({ min: at - 1e6, max: at })),
  }),
  fc.record({
    ...{ kind: fc.constant('answered' as const), yes: fc.boolean(), request: fc.uuid(), at: fc.constant(at) },
    what: fc.constantFrom('media' as const, 'software' as const),
    ...{ title: fc.constant('Tux Racer'), by: fc.constant('Tom Reed') },
    answer: fc.constant('Please use the shared drive.'),
  }),
  fc.record({ kind: fc.constant('presenting' as const), at: fc.integer({ min: at - 1e6, max: at + 1e6 }) }),
  fc.record({
    ...{ kind: fc.constant('support' as const), support: fc.uuid(), asked: fc.boolean() },
    stage: fc.constantFrom(...supportStages),
    ...{ by: fc.constant('Tom Reed'), purpose: fc.constant('The printer'), tool: fc.constant('RustDesk') },
    answerBy: fc.option(fc.integer({ min: at - 1e6, max: at + 1e7 })),
  }),
) as fc.Arbitrary<Scene>;

describe('what the small window says', () => {
  it('is at most three sentences, one or two buttons and nothing left unfilled, whatever the service says', () => {
    fc.assert(
      fc.property(
        anyScene,
        fc.constantFrom(...profiles),
        fc.constantFrom(...textSizes),
        fc.boolean(),
        fc.option(fc.constantFrom(...refusals)),
        (scene, profile, text, choosing, refusal) => {
          const view = viewOf({ face: { profile, text }, scene }, at, { choosing, refusal }, en);
          expect(view.sentences).to.have.length.within(1, 3);
          expect(view.buttons).to.have.length.within(1, 2);
          expect(JSON.stringify(view)).not.to.match(/[{]\w+[}]|undefined|NaN|Infinity/);
          if (view.bar !== null) expect(view.bar.value).to.be.at.least(0);
          expect(view.help !== null).to.equal(profile !== 'adult');
          expect(view.code !== null).to.equal(
            profile === 'adult' && (scene.kind === 'media' || scene.kind === 'program'),
          );
        },
      ),
    );
  });

  it('counts down in words and numbers', () => {
    const left = (ms: number) =>
      viewOf({ face: adult, scene: { kind: 'lock_soon', at: at + ms } }, at, idle, en);
    expect(left(120_000).sentences[0]).to.equal(`This screen locks at ${en.time(at + 120_000)}.`);
    expect(left(75_000).bar).to.deep.equal({ value: 75, of: 120, label: '1:15', spoken: null });
    expect([left(120_000), left(59_500), left(1000)].map(({ bar }) => bar?.spoken)).to.deep.equal([
      ...['2\u00a0minutes', '60\u00a0seconds', null],
    ]);
    expect(left(600_000).bar).to.deep.equal({
      value: 120,
      of: 120,
      label: '10:00',
      spoken: '10\u00a0minutes',
    });
    // Longer warnings have a longer bar.
    const long = { kind: 'lock_soon' as const, at: at + 300_000, seconds: 600 };
    expect(viewOf({ face: adult, scene: long }, at, idle, en).bar).to.deep.include({ value: 300, of: 600 });
    expect(left(-5000).bar?.label).to.equal('0:00');
  });

  it('lets adults and pupils who read ask, and sends the others to a person', () => {
    const asks = (profile: (typeof profiles)[number]) =>
      viewOf({ face: { profile, text: 'normal' }, scene: mediaScene() }, at, idle, en).buttons.some(
        ({ act }) => act.do === 'choose',
      );
    expect(profiles.filter(asks)).to.deep.equal(['adult', 'plain']);
  });

  it('shows how far a check is only where the check says so', () => {
    const scan = { files: 4, bytes: 25, ofBytes: 100 };
    const bar = (over: Partial<MediaScene>) =>
      viewOf({ face: adult, scene: mediaScene({ stage: 'scanning', ...over }) }, at, idle, en).bar;
    expect(bar({ scan })).to.deep.equal({ value: 25, of: 100, label: '25 %', spoken: null });
    expect(bar({ scan: { ...scan, ofBytes: null } })).to.equal(null);
    expect(bar({})).to.equal(null);
  });

  it('says how long somebody has waited', () => {
    const scene = mediaScene({ stage: 'asked', askable: false, askedAt: at - 300_000 });
    expect(viewOf({ face: adult, scene }, at, idle, en).sentences[0]).to.match(
      /^You asked at \d\d:\d\d, 5\sminutes ago\.$/,
    );
  });

  it('counts down to a restart that the school ordered, and offers more time only where there is some', () => {
    const scene = { kind: 'switch_off' as const, how: 'restart' as const, at: at + 90_000, waits: 1 };
    const view = viewOf({ face: adult, scene }, at, idle, en);
    expect(view.bar).to.deep.equal({ value: 90, of: 600, label: '1:30', spoken: null });
    expect(view.sentences[0]).to.match(/^The school restarts this computer at /);
    expect(view.buttons.map(({ act }) => act.do)).to.deep.equal(['ask', 'dismiss']);
    const pupil = viewOf(
      { face: { ...adult, profile: 'plain' }, scene: { ...scene, waits: 0 } },
      at,
      idle,
      en,
    );
    expect(pupil.sentences).to.have.length(2);
    expect(pupil.buttons.map(({ act }) => act.do)).to.deep.equal(['dismiss']);
  });

  it('says on a lost computer how it finds its way back, and can be closed until it locks next', () => {
    const scene = { kind: 'lost' as const, message: 'Please ring the school.', step: 1 };
    const view = viewOf({ face: adult, scene }, at, idle, en);
    expect(view.quote?.title).to.equal('Please ring the school.');
    const kept = viewOf({ face: adult, scene: { ...scene, kind: 'kept' } }, at, idle, en);
    expect(kept.sentences[1]).to.equal('Do not use it, and do not turn it off.');
    expect(view.buttons.map(({ act }) => act.do)).to.deep.equal(['dismiss']);
  });
});
