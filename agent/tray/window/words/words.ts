/** The shape of one language's words: sentences for each profile, and words that are the same everywhere. */
import type { Profile } from '../../../../shared/protocol/tray/face.ts';

/** `{left}`, `{time}`, `{waited}` and `{times}` are filled in. Three sentences at most. */
export type Sentences = Record<Profile, readonly string[]>;

export const sentenceKeys = [
  'lock_soon',
  'media_stopped',
  'media_stopped_for_good',
  'media_reason',
  'media_asked',
  'media_scanning',
  'media_open',
  'media_open_now',
  'media_may_read',
  'media_may_write',
  'media_ending',
  'media_ended',
  'media_found',
  'media_not_scanned',
  'switch_off',
  'waits_some',
  'waits_one',
  'waits_none',
  'already_asked',
  'did_not_work',
  'message',
  'message_for_adults',
  'rules',
  'rules_card',
  'rules_informed',
  'rules_question',
  'rules_agreed',
  'rules_declined',
  'rules_first',
  'rules_none',
] as const;
export type SentenceKey = (typeof sentenceKeys)[number];

export interface Words {
  /** As `lang` of the page. */
  language: string;
  sentences: Record<SentenceKey, Sentences>;
  buttons: Record<
    | 'keepWorking'
    | 'lockNow'
    | 'ask'
    | 'send'
    | 'back'
    | 'close'
    | 'stillWorking'
    | 'haveRead'
    | 'read'
    | 'later'
    | 'agree'
    | 'decline',
    string
  >;
  /** Beside the field for it. */
  name: string;
  /** Who said it and when, over the text of a notice. */
  said(from: string, at: number): string;
  help: string;
  reasons: Record<'lesson' | 'homework' | 'photos' | 'office' | 'other', string>;
  alsoWrite: string;
  details: string;
  code: string;
  minutes(count: number): string;
  seconds(count: number): string;
  time(at: number): string;
}
