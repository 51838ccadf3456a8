/**
 * What is offered to this person: in the icon's menu, and on the page of what is reported, because not every desktop
 * shows icons. Only what leads somewhere. There is no Quit: ending it changes nothing, and nobody should have to wonder.
 */
import type { May } from '../../shared/protocol/tray/face.ts';
import { en } from './window/words/en.ts';

export interface Entry {
  key: keyof typeof en.menu | 'link';
  words: string;
}

export function entriesFor({ ask, link, present, report }: May, signsOut: boolean): Entry[] {
  const entry = (key: keyof typeof en.menu, offered = true): Entry[] =>
    offered ? [{ key, words: en.menu[key] }] : [];
  return [
    ...entry('lockNow'),
    ...entry('signOut', signsOut),
    ...entry('presenting', present !== null),
    ...entry('program', ask),
    ...entry('problem', report),
    ...(link === null ? [] : [{ key: 'link' as const, words: link.words }]),
    ...entry('rules'),
    ...entry('report'),
  ];
}
