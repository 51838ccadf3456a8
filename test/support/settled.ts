/** A page that has come to rest. */
import type { Page } from 'playwright-core';

/** Colours fade, menus slide and messages go: resolves once they have. What moves for ever is not waited for. */
export async function settled(page: Page): Promise<void> {
  await page.evaluate(async () => {
    await new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)));
    const ending = document
      .getAnimations()
      .filter(({ effect }) => effect?.getTiming().iterations !== Infinity);
    await Promise.all(ending.map(animation => animation.finished.catch(() => {})));
  });
}
