/** Pictures of one window in every profile and size, side by side on one sheet. */
import type { BrowserContext } from 'playwright-core';
import { sayName } from '../../shared/policies/fields.ts';
import type { Face } from '../../shared/protocol/tray/face.ts';

/** As the policy's own form calls it. */
export const labelOf = ({ profile, text }: Face) => `${sayName(profile)}, ${text} text`;

export interface Sketch {
  label: string;
  /** Base64. */
  png: string;
}

/** Each as large as it is on a screen, so that twice the size is seen to be twice the size. */
export async function sheetOf(context: BrowserContext, pictures: readonly Sketch[]): Promise<Buffer> {
  const page = await context.newPage();
  const figures = pictures.map(
    ({ label, png }) =>
      `<figure><img src="data:image/png;base64,${png}"><figcaption>${label}</figcaption></figure>`,
  );
  await page.setContent(
    `<style>body{margin:20px;font:18px sans-serif;background:#8a979f;display:inline-grid;
        grid-template-columns:repeat(${Math.min(4, Math.ceil(pictures.length / 2))},auto);gap:20px;align-items:start}
        figure{margin:0}img{display:block;border-radius:8px}figcaption{margin-top:6px;color:#fff}</style>${figures.join('')}`,
  );
  const { width, height } = await page.evaluate(() => {
    const { scrollWidth, scrollHeight } = document.documentElement;
    return { width: scrollWidth, height: scrollHeight };
  });
  await page.setViewportSize({ width, height });
  const png = await page.screenshot({ fullPage: true });
  await page.close();
  return png;
}
