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
  /** On the sheet, in pixels. */
  width: number;
}

export async function sheetOf(context: BrowserContext, pictures: readonly Sketch[]): Promise<Buffer> {
  const page = await context.newPage();
  await page.setViewportSize({ width: 1660, height: 400 });
  const figures = pictures.map(
    ({ label, png, width }) =>
      `<figure><img width="${width}" src="data:image/png;base64,${png}"><figcaption>${label}</figcaption></figure>`,
  );
  await page.setContent(
    `<style>body{margin:20px;font:14px sans-serif;background:#8a979f;display:flex;flex-wrap:wrap;gap:20px;align-items:start}
        figure{margin:0}img{display:block;border-radius:8px}figcaption{margin-top:6px;color:#fff}</style>${figures.join('')}`,
  );
  const png = await page.screenshot({ fullPage: true });
  await page.close();
  return png;
}
