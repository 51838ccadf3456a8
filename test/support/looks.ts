/** A page as it is seen on a wide screen and on a phone, by day and in the dark: loaded once, then changed where it stands. */
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import type { Page } from 'playwright-core';
import { seriousIn } from './axe.ts';
import { settled } from './settled.ts';

export const screenshots = fileURLToPath(new URL('../browser/screenshots/', import.meta.url));

const wide = { width: 1440, height: 900 };
const phone = { width: 390, height: 844 };

/** What axe is asked in each: contrast wherever the colours are others, everything else where the width is. */
const looks = [
  { size: wide, colorScheme: 'light', part: 'all' },
  { size: wide, colorScheme: 'dark', part: 'contrast' },
  { size: phone, colorScheme: 'dark', part: 'contrast' },
  { size: phone, colorScheme: 'light', part: 'rest' },
] as const;

/**
 * Keeps four pictures, `name-1440-light.png` and so on, and holds each to its width, to headings in order and to axe.
 * Leaves the page wide and light. `fullPage` when the picture shall show what is below, too.
 */
export async function looksWell(page: Page, name: string, { fullPage = true } = {}): Promise<void> {
  for (const { size, colorScheme, part } of looks) {
    const kind = `${size.width}-${colorScheme}`;
    await page.setViewportSize(size);
    await page.emulateMedia({ colorScheme });
    await page.evaluate(() => window.scrollTo(0, 0));
    await settled(page);
    await page.screenshot({ path: `${screenshots}${name}-${kind}.png`, fullPage });
    const [beyond, headings] = await page.evaluate(measured);
    expect(beyond, `${name} is too wide: ${kind}`).to.be.at.most(0);
    expect(headings, `headings of ${name}: ${kind}`).to.equal('in order');
    expect(await seriousIn(page, part), `${name}: ${kind}`).to.deep.equal([]);
  }
  await page.setViewportSize(wide);
  await page.emulateMedia({ colorScheme: 'light' });
}

/** Pixels beyond the window's right edge, and whether there is one first-level heading and no level left out. */
function measured(): [number, string] {
  const levels = [...document.querySelectorAll('h1,h2,h3,h4')].map(heading =>
    Number(heading.tagName.slice(1)),
  );
  const ordered = levels.every((level, at) => level <= (levels[at - 1] ?? 0) + 1);
  const one = levels.filter(level => level === 1).length === 1;
  return [
    document.documentElement.scrollWidth - window.innerWidth,
    ordered && one ? 'in order' : levels.join(' '),
  ];
}
