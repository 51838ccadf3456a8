/**
 * Titles of Windows and macOS that CISA's catalogue of known exploited vulnerabilities speaks of, by exact names. The
 * catalogue names no versions, so a title found here is asked about, never called vulnerable.
 */
import type { SoftwareItem } from '../protocol/inventory.ts';

interface Product {
  words: string;
  /** The whole name as the uninstall list or the applications folder has it. */
  title: RegExp;
  /** `vendorProject` and `product` of the catalogue. */
  listed: [vendor: string, product: RegExp][];
}

const chromium: [string, RegExp] = ['Google', /^(Chrome|Chromium)\b/];

export const products: Record<string, Product> = {
  'google-chrome': { words: 'Google Chrome', title: /^Google Chrome$/, listed: [chromium] },
  'microsoft-edge': {
    words: 'Microsoft Edge',
    title: /^Microsoft Edge$/,
    listed: [chromium, ['Microsoft', /^Edge\b/]],
  },
  firefox: {
    words: 'Mozilla Firefox',
    title: /^(Mozilla )?Firefox( ESR)?( \([\w -]+\))?$/,
    listed: [['Mozilla', /\bFirefox\b/]],
  },
  thunderbird: {
    words: 'Mozilla Thunderbird',
    title: /^(Mozilla )?Thunderbird( ESR)?( \([\w -]+\))?$/,
    listed: [['Mozilla', /\bThunderbird\b/]],
  },
  'adobe-acrobat': {
    words: 'Adobe Acrobat and Reader',
    title: /^Adobe Acrobat( Reader)?( DC)?( \(64-bit\))?$/,
    listed: [['Adobe', /\b(Acrobat|Reader)\b/]],
  },
  'microsoft-office': {
    words: 'Microsoft Office',
    title: /^Microsoft (Office|365 Apps)\b.*$/,
    listed: [['Microsoft', /^Office$/]],
  },
  '7-zip': {
    words: '7-Zip',
    title: /^7-Zip( [\d.]+)?( \(x64( edition)?\))?$/,
    listed: [['7-Zip', /^7-Zip$/]],
  },
  winrar: { words: 'WinRAR', title: /^WinRAR\b.*$/, listed: [['RARLAB', /^WinRAR$/]] },
  teamviewer: { words: 'TeamViewer', title: /^TeamViewer( \d+)?$/, listed: [['TeamViewer', /^Desktop$/]] },
  java: { words: 'Oracle Java', title: /^Java(\(TM\))? .*$/, listed: [['Oracle', /^Java SE\b/]] },
};

const sources = ['registry', 'appx', 'applications'];

export function productOf(item: Pick<SoftwareItem, 'source' | 'name'>): string | undefined {
  if (!sources.includes(item.source)) return undefined;
  return Object.entries(products).find(([, { title }]) => title.test(item.name))?.[0];
}

/** The products that an entry of the catalogue is about. */
export function productsListed(vendor: string, product: string): string[] {
  return Object.entries(products).flatMap(([key, { listed }]) =>
    listed.some(([by, what]) => by === vendor && what.test(product)) ? [key] : [],
  );
}
