/** Until when the papers of a collection are kept: what the law asks, or the school's own rule if that is longer. */
import { addMonths } from '../assets/dates.ts';

export const paperKinds = ['transfer_note', 'consignment_note', 'season_ticket'] as const;
export type PaperKind = (typeof paperKinds)[number];
export const paperWords: Record<PaperKind, string> = {
  transfer_note: 'Waste transfer note',
  consignment_note: 'Hazardous waste consignment note',
  season_ticket: 'Season ticket (annual transfer note) with schedule',
};

/** England, as the government's pages stand: two years for a transfer note, three for a consignment note. */
export const lawYears: Record<PaperKind, number> = {
  transfer_note: 2,
  consignment_note: 3,
  season_ticket: 2,
};

/** `dated` is `2026-11-22`; `ownYears` is the school's rule, 0 for none. */
export function keepUntil(kind: PaperKind, dated: string, ownYears: number): string {
  return addMonths(dated, Math.max(lawYears[kind], ownYears) * 12);
}

/** What the answer rests on, in words. */
export function keepWords(kind: PaperKind, ownYears: number): string {
  const law = lawYears[kind];
  return ownYears > law
    ? `${ownYears} years, by the school’s own rule (the law asks for ${law})`
    : `${law} years, which the law asks for`;
}
