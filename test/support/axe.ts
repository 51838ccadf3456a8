/** What axe finds on a page that would keep somebody out. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type axe from 'axe-core';
import type { Page } from 'playwright-core';
import { settled } from './settled.ts';

type Part = 'all' | 'contrast' | 'rest';

declare const window: Window & { axe?: typeof axe };

const source = readFileSync(fileURLToPath(import.meta.resolve('axe-core/axe.min.js')), 'utf8');
const tags = ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa', 'best-practice'];
const contrast = 'color-contrast';

const asked: Record<Part, axe.RunOptions> = {
  all: { runOnly: tags },
  contrast: { runOnly: [contrast] },
  rest: { runOnly: tags, rules: { [contrast]: { enabled: false } } },
};

/** Ours have no frames, and nobody reads the selectors. No rule of these reads the style sheets, which take long. */
const quick: axe.RunOptions = {
  resultTypes: ['violations'],
  iframes: false,
  selectors: false,
  preload: { assets: ['media'] },
};

/**
 * Serious and critical findings, one line each. Contrast is the slowest rule and changes with colours and width:
 * `contrast` looks at it and nothing else, `rest` at all but it.
 */
export async function seriousIn(page: Page, part: Part = 'all'): Promise<string[]> {
  const found = await violationsIn(page, part);
  return found.filter(({ impact }) => impact === 'serious' || impact === 'critical').map(lineOf);
}

/** Whatever axe finds, also what it calls moderate or minor, in the same lines. */
export async function faultsIn(page: Page, part: Part = 'all'): Promise<string[]> {
  return (await violationsIn(page, part)).map(lineOf);
}

/** The same, and what it says of contrast in the dark. Leaves the page light. */
export async function faultsByDayAndNight(page: Page): Promise<string[]> {
  const byDay = await faultsIn(page);
  await page.emulateMedia({ colorScheme: 'dark' });
  const byNight = await faultsIn(page, 'contrast');
  await page.emulateMedia({ colorScheme: 'light' });
  return [...byDay, ...byNight];
}

const lineOf = ({ id, nodes }: axe.Result) =>
  `${id}: ${nodes.map(node => node.html.slice(0, 140)).join(' | ')}`;

/** Everything that axe finds once the page is at rest: what it says of something that fades meanwhile is asked again. */
export async function violationsIn(page: Page, part: Part = 'all', tries = 5): Promise<axe.Result[]> {
  await settled(page);
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(source);
  const { violations, moving } = await page.evaluate(look, { ...asked[part], ...quick });
  if (violations.length > 0 && moving && tries > 1) return violationsIn(page, part, tries - 1);
  return violations;
}

async function look(options: axe.RunOptions): Promise<{ violations: axe.Result[]; moving: boolean }> {
  const moves = () =>
    document.getAnimations().some(({ effect }) => effect?.getTiming().iterations !== Infinity);
  const movesBefore = moves();
  const results = await window.axe?.run(document, options);
  if (results === undefined) throw new Error('axe is not in the page');
  return { violations: results.violations, moving: movesBefore || moves() };
}
