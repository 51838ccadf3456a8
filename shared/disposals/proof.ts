/** Whether a certificate proves what it is to prove, and a waste paper fits what was collected. Pure; days are `2026-11-22`. */
import { addMonths, sayDay } from '../assets/dates.ts';
import type { PaperKind } from './keep-until.ts';
import { type Category, categories, categoryWords } from './methods.ts';

export interface CertificateFacts {
  number: string;
  dated: string;
  /** What the method that it names counts as. */
  category: Category;
  /** Its method does nothing to this kind of storage. */
  useless: boolean;
}

/** `least`: the school's rule; `collectedOn`: the day of the van, null before it. */
export interface Asked {
  least: Category;
  collectedOn: string | null;
}

/** Why it proves nothing, to be read after “certificate C-77”; undefined when it counts. */
export function whyNoProof(certificate: CertificateFacts, { least, collectedOn }: Asked): string | undefined {
  const { dated, category, useless } = certificate;
  if (collectedOn !== null && dated < collectedOn)
    return `is dated ${sayDay(dated)}, before it was collected on ${sayDay(collectedOn)}`;
  if (useless) return 'names a method that does nothing to this kind of storage';
  if (categories.indexOf(category) < categories.indexOf(least))
    return `says ${categoryWords[category]} only, and the school’s rule asks for ${categoryWords[least]}`;
  return undefined;
}

export interface PaperFacts {
  kind: PaperKind;
  dated: string;
  /** As the contractor wrote them. */
  codes: string;
  hazardous: boolean;
}

/** Why a waste paper does not fit what was collected, to be read after “note 12”; undefined when it does. */
export function whyPaperOdd(paper: PaperFacts, collectedOn: string | null): string | undefined {
  return (collectedOn === null ? undefined : whyDayOdd(paper, collectedOn)) ?? whyCodesOdd(paper);
}

function whyDayOdd({ kind, dated }: PaperFacts, collectedOn: string): string | undefined {
  const day = sayDay(collectedOn);
  if (kind !== 'season_ticket')
    return dated < collectedOn ? `is dated ${sayDay(dated)}, before the collection on ${day}` : undefined;
  if (dated <= collectedOn && collectedOn <= addMonths(dated, 12)) return undefined;
  return `is dated ${sayDay(dated)} and lasts a year, which does not cover the collection on ${day}`;
}

/** Codes of the List of Waste that electrical equipment, its parts and batteries have, and whether they are hazardous. */
const electrical: Record<string, boolean> = {
  ...{ '160209': true, '160210': true, '160211': true, '160212': true, '160213': true, '160215': true },
  ...{ '160214': false, '160216': false },
  ...{ '160601': true, '160602': true, '160603': true, '160604': false, '160605': false },
  ...{ '200121': true, '200123': true, '200133': true, '200135': true, '200134': false, '200136': false },
};

function whyCodesOdd({ codes, hazardous }: PaperFacts): string | undefined {
  const found = [...codes.matchAll(/(?<!\d)(\d\d)[ .]?(\d\d)[ .]?(\d\d)(?!\d) ?(\*?)/g)].map(
    ([, a = '', b = '', c = '', star]) => ({ code: a + b + c, star: star === '*' }),
  );
  if (found.length === 0) return `names no waste code of six digits: “${codes}”`;
  if (!found.some(({ code }) => code in electrical))
    return `names no code of electrical equipment, such as 20 01 35* or 16 02 14: “${codes}”`;
  const saysHazardous = found.some(({ code, star }) => electrical[code] ?? star);
  if (saysHazardous === hazardous) return undefined;
  return hazardous
    ? `is entered as hazardous, and its codes are of waste that is not: “${codes}”`
    : `names a code of hazardous waste and is entered as not hazardous: “${codes}”`;
}
