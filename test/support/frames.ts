/** Two pictures of the same page, held against each other. */
import type { Page } from 'playwright-core';

/**
 * How far they are apart where they are furthest, in one colour of one point: 0 to 255. An edge that the browser draws
 * anew beside something that moves may differ by a few; what is seen to flash differs by a tenth of all light or more
 * (WCAG 2.3.1). `page` may be at any address: it only lends its canvas.
 */
export function furthestApart(page: Page, a: Buffer, b: Buffer): Promise<number> {
  return page.evaluate(
    async given => {
      const [one, other] = await Promise.all(
        given.map(async bytes => {
          const picture = await createImageBitmap(new Blob([Uint8Array.from(bytes)], { type: 'image/png' }));
          const { width, height } = picture;
          const pen = new OffscreenCanvas(width, height).getContext('2d');
          pen?.drawImage(picture, 0, 0);
          return pen?.getImageData(0, 0, width, height).data ?? new Uint8ClampedArray();
        }),
      );
      if (one === undefined || one.length !== other?.length) return 255;
      return one.reduce((most, colour, at) => Math.max(most, Math.abs(colour - (other[at] ?? 0))), 0);
    },
    [[...a], [...b]],
  );
}
