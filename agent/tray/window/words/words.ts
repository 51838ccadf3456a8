/** The shape of one language's words: sentences for each profile, and words that are the same everywhere. */

import type { Problem } from '../../../../shared/protocol/tray/asks.ts';
import type { Profile } from '../../../../shared/protocol/tray/face.ts';
import { helpKeys } from './help-keys.ts';
import { leavingKeys } from './leaving-keys.ts';
import { lostKeys } from './lost-keys.ts';
import { supportKeys } from './support-keys.ts';

/** `{time}`, `{waited}` and `{times}` are filled in. Three sentences at most. */
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
  'media_approved',
  'program_approved',
  'media_refused',
  'program_refused',
  'already_asked',
  'did_not_work',
  'not_locked',
  'new_look',
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
  ...supportKeys,
  ...leavingKeys,
  ...lostKeys,
  ...helpKeys,
] as const;
export type SentenceKey = (typeof sentenceKeys)[number];

export const helpPages = ['program', 'presenting', 'problem'] as const;
/** A window of its own, from the menu or from what was stopped. */
export type HelpPage = (typeof helpPages)[number];

/** What stands in the icon's menu and beside the fields of those windows. */
export interface PageWords {
  menu: Record<'lockNow' | 'signOut' | 'rules' | 'report' | HelpPage, string>;
  titles: Record<HelpPage, string>;
  problems: Record<Problem, string>;
  fields: Record<
    'title' | 'publisher' | 'reason' | 'suitability' | 'licence' | 'personalData' | 'more',
    string
  >;
  licences: Record<'unknown' | 'free' | 'paid' | 'held', string>;
  answers: Record<'unknown' | 'yes' | 'no', string>;
  presentFor(minutes: number): string;
}

export interface Words extends PageWords {
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
    | 'decline'
    | 'sayYes'
    | 'sayNo'
    | 'aloud'
    | 'silent'
    | 'endPresenting'
    | 'begin',
    string
  >;
  /** Beside the field for it. */
  name: string;
  /** Who said it and when, over the text of a notice. */
  said(from: string, at: number): string;
  /** Over the answer to a request for a stick. */
  stick: string;
  /** Who wants to look at this screen, and with which program. */
  with(by: string, tool: string): string;
  help: string;
  reasons: Record<'lesson' | 'homework' | 'photos' | 'office' | 'other', string>;
  alsoWrite: string;
  details: string;
  code: string;
  minutes(count: number): string;
  seconds(count: number): string;
  time(at: number): string;
}
