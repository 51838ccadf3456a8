/** What axe finds on a page that would keep somebody out. */
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';

const tags = ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa', 'best-practice'];

/**
 * Serious and critical findings, one line each. Contrast is the slowest rule and changes with colours and width:
 * `contrast` looks at it and nothing else, `rest` at all but it.
 */
export async function seriousIn(page: Page, part: 'all' | 'contrast' | 'rest' = 'all'): Promise<string[]> {
  const builder = new AxeBuilder({ page }).options({ resultTypes: ['violations'] }).setLegacyMode();
  if (part === 'contrast') builder.withRules(['color-contrast']);
  else builder.withTags(tags);
  if (part === 'rest') builder.disableRules(['color-contrast']);
  const { violations } = await builder.analyze();
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes.map(node => node.html.slice(0, 140)).join(' | ')}`);
}
