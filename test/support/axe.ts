/** What axe finds on a page that would keep somebody out. */
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';

const tags = ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** What another width can change: what is shown instead, how large it is, and whether it can be reached. */
const narrow = [
  ...['target-size', 'scrollable-region-focusable', 'aria-hidden-focus', 'button-name', 'link-name', 'label'],
  ...[
    'aria-required-children',
    'aria-valid-attr-value',
    'duplicate-id-aria',
    'list',
    'listitem',
    'heading-order',
  ],
];

/**
 * Serious and critical findings, one line each. Contrast is the slowest rule and changes with the colours alone:
 * `contrast` looks at it and nothing else, `narrow` at what the width changes.
 */
export async function seriousIn(page: Page, part: 'all' | 'contrast' | 'narrow' = 'all'): Promise<string[]> {
  const builder = new AxeBuilder({ page }).options({ resultTypes: ['violations'] }).setLegacyMode();
  if (part === 'contrast') builder.withRules(['color-contrast']);
  else if (part === 'narrow') builder.withRules(narrow);
  else builder.withTags(tags);
  const { violations } = await builder.analyze();
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes.map(node => node.html.slice(0, 140)).join(' | ')}`);
}
