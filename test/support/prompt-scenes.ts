/** Everything that the small window can say, for pictures of it and for what holds of all of it. */
import { randomUUID } from 'node:crypto';
import type { Shown } from '../../agent/tray/bridge.ts';
import type { Profile } from '../../shared/protocol/tray/face.ts';
import { type SupportScene, supportStages } from '../../shared/protocol/tray/support.ts';
import type {
  AnsweredScene,
  MediaScene,
  NoticeScene,
  ProgramScene,
  Refusal,
  Scene,
} from '../../shared/protocol/tray/told.ts';

const minuteMs = 60_000;
export const noon = Date.UTC(2026, 10, 21, 12);

const media = (over: Partial<MediaScene>): Scene => ({
  ...{ kind: 'media', stick: '1/1', stage: 'stopped', askable: true, askedAt: null },
  ...{ access: null, until: null, scan: null },
  ...over,
});
const drill = 'On Tuesday at ten the bell rings for a drill.\n\nLeave by the nearest door.';
const told = (over: Partial<NoticeScene>): Scene => ({
  ...{ kind: 'notice', notice: randomUUID(), what: 'agreement', title: 'Using our computers', text: null },
  ...{ from: 'Hill Primary School', wants: 'agree', step: 0 },
  ...over,
});
const program = (over: Partial<ProgramScene>): Scene => ({
  ...{ kind: 'program', program: 'p', title: 'Tux Racer', publisher: 'Sunspire Studios' },
  ...{ askable: true, askedAt: null, step: 0 },
  ...over,
});
const answered = (over: Partial<AnsweredScene>): Scene => ({
  ...{
    kind: 'answered',
    yes: false,
    request: randomUUID(),
    what: 'media',
    title: '',
    by: 'Tom Reed',
    at: noon,
  },
  ...{ answer: 'Please save it in your own folder instead.', ...over },
});
const scan = { files: 240, bytes: 3.1e9, ofBytes: 8e9 };

/** Everything that can be said, by the name of its picture. */
export const scenes: Record<string, Shown['scene']> = {
  'lock-soon': { kind: 'lock_soon', at: noon + 75_000 },
  'lock-in-a-while': { kind: 'lock_soon', at: noon + 8.5 * minuteMs, seconds: 600 },
  'stick-stopped': media({}),
  'stick-stopped-for-good': media({ askable: false }),
  'stick-what-for': media({}),
  'stick-asked': media({ stage: 'asked', askable: false, askedAt: noon - 5 * minuteMs }),
  'stick-checked': media({ stage: 'scanning', askable: false, scan }),
  'stick-open': media({ stage: 'open', access: 'read_only', askable: false, until: noon + 60 * minuteMs }),
  'stick-open-to-save': media({ stage: 'open', access: 'read_write', askable: false, until: noon + 6e6 }),
  'stick-open-now': media({ stage: 'open', access: 'read_write', askable: false }),
  'stick-ending': media({ stage: 'ending', access: 'read_write', askable: false, until: noon + 95_000 }),
  'stick-ended': media({ stage: 'ended' }),
  'stick-found': media({ stage: 'found', askable: false }),
  'stick-not-checked': media({ stage: 'not_scanned', askable: false }),
  message: told({ what: 'message', title: 'Fire drill', text: drill, wants: 'read' }),
  'message-for-adults': told({ what: 'message', title: 'Fire drill', text: null, wants: 'nothing' }),
  rules: told({ wants: 'agree' }),
  'rules-signed-at-home': told({ wants: 'informed' }),
  'rules-beside-a-picture': told({ text: '[kind] Be kind.\n[talk] Ask first.', wants: 'read' }),
  'program-stopped': program({}),
  'program-stopped-for-good': program({ askable: false }),
  'program-what-for': program({}),
  'program-asked': program({ askable: false, askedAt: noon - 5 * minuteMs }),
  'presenting-soon': { kind: 'presenting', at: noon + 95_000 },
  'switching-off': { kind: 'switch_off', at: noon + 10 * minuteMs, waits: 2 },
  'switching-off-soon': { kind: 'switch_off', at: noon + 95_000, waits: 0 },
  'restart-soon': { kind: 'switch_off', at: noon + 95_000, waits: 1, how: 'restart' },
  'signed-out-soon': { kind: 'switch_off', at: noon + 95_000, waits: 1, how: 'sign_out' },
  'shut-down-soon': { kind: 'switch_off', at: noon + 95_000, waits: 1, how: 'shut_down' },
  'not-locked': { kind: 'not_locked' },
  'new-look': { kind: 'new_look' },
  'stick-approved': answered({ yes: true, answer: '' }),
  'program-approved': answered({ yes: true, what: 'software', title: 'Tux Racer', answer: '' }),
  'stick-refused': answered({}),
  'program-refused': answered({ what: 'software', title: 'Tux Racer' }),
  'rules-first': media({}),
  'asked-already': media({}),
  'asked-too-often': program({}),
  'did-not-work': { kind: 'switch_off', at: noon + 95_000, waits: 1 },
  lost: { kind: 'lost', message: 'Please ring 020 7946 0018.', step: 0 },
  kept: { kind: 'kept', message: 'Please tell Priya Nair.', step: 0 },
};

/** What is pressed before it is said: the window's main button, so many times; and what is answered to that. */
interface Pressed {
  times: number;
  replies?: Refusal;
}
export const pressed: Record<string, Pressed> = {
  'stick-what-for': { times: 1 },
  'program-what-for': { times: 1 },
  'rules-first': { times: 2, replies: 'agree_first' },
  'asked-already': { times: 2, replies: 'already_asked' },
  'asked-too-often': { times: 2, replies: 'too_often' },
  'did-not-work': { times: 1, replies: 'not_possible' },
};

const notTheYoungest: readonly Profile[] = ['adult', 'plain', 'symbols'];
/** What only some can meet: the others are never told, or ask a person. */
const onlyFor: Record<string, readonly Profile[]> = {
  'stick-stopped': notTheYoungest,
  'stick-stopped-for-good': notTheYoungest,
  'stick-approved': notTheYoungest,
  'program-approved': notTheYoungest,
  'stick-refused': notTheYoungest,
  'program-refused': notTheYoungest,
  'stick-what-for': ['adult', 'plain'],
  'stick-asked': ['adult', 'plain'],
  'program-what-for': ['plain'],
  'program-asked': ['adult', 'plain'],
  rules: ['adult', 'plain'],
  'rules-signed-at-home': ['adult', 'plain'],
  'rules-beside-a-picture': ['symbols'],
  message: notTheYoungest,
  'message-for-adults': ['symbols'],
  'program-stopped': notTheYoungest,
  'program-stopped-for-good': notTheYoungest,
  'rules-first': ['adult', 'plain'],
  'asked-already': ['adult', 'plain'],
  // Adults ask for a program in a window of its own.
  'asked-too-often': ['plain'],
};
export const meets = (name: string, profile: Profile): boolean => onlyFor[name]?.includes(profile) ?? true;

/** Somebody who wants to look at the screen, by the name of its picture. */
export const supportScenes: Record<string, Scene> = Object.fromEntries(
  supportStages.map(stage => {
    const scene: SupportScene = {
      ...{ kind: 'support', support: randomUUID(), stage, by: 'Tom Reed', tool: 'RustDesk' },
      ...{ purpose: 'The printer in the office', asked: stage !== 'told' },
      answerBy: stage === 'ask' ? noon + 10 * minuteMs : null,
    };
    return [`screen-${stage}`, scene];
  }),
);

/** Names, titles and texts that are the school's or a maker's: never the tray's own words. */
export const givenWords = [
  ...[drill, 'Using our computers', 'Hill Primary School', 'Fire drill', 'Be kind.', 'Ask first.'],
  ...['Tux Racer', 'Sunspire Studios', 'Tom Reed', 'RustDesk', 'The printer in the office'],
  ...['Please ring 020 7946 0018.', 'Please tell Priya Nair.'],
  'Please save it in your own folder instead.',
];
