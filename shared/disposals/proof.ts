/** Whether a contractor's certificate proves what it is to prove. Pure; days are `2026-11-22`. */
import { sayDay } from '../assets/dates.ts';
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
