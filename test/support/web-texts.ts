/** What pages write themselves, for tests that measure it. */
import { readFileSync } from 'node:fs';

/** What a headteacher may open under Promises; of the folder's other pages the school itself writes the words. */
export const headsPages = [
  ...'PromisesPage PromisesBody PolicyLook PolicyLookDialog PromiseList PromisePage SeesToIt SeesToItDialog PromiseHistory PromiseDayPage'.split(
    ' ',
  ),
  ...'DayPicker RecordPages RecordPage RecordLooks RecordLookDialog PastPromisePage KeptReports Decision WhatChanged WeekPage NotYetPage Evidence GovernorsPage KeepReport GovernorLetters'.split(
    ' ',
  ),
];

const folder = new URL('../../console/web/pages/', import.meta.url);

/** Of pages by name, without `.tsx`, in a folder of the pages: every text between tags that reads as words, and titles. */
export function textsOfPages(room: string, names: readonly string[]): string[] {
  return names.flatMap(name => {
    const source = readFileSync(new URL(`${room}/${name}.tsx`, folder), 'utf8');
    const texts = [...source.matchAll(/>\s*([A-Z][^<>{}=;]{12,})\s*(?=[<{])/g)].map(one => one[1] ?? '');
    const titles = [...source.matchAll(/(?:title|label|lead|description)="([^"]+)"/g)].map(
      one => one[1] ?? '',
    );
    return [...texts, ...titles].map(one => one.replaceAll(/\s+/g, ' '));
  });
}
