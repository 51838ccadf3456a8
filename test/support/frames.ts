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

/**
 * How often the most restless point of a page flashes within so many milliseconds, in the frames that the browser draws:
 * one at the beginning, and one at each change that it has time for.
 * A flash is a pair of opposing changes of a tenth of all light or more (WCAG 2.3.1, whose limit is three in a second).
 */
export async function flashesWithin(page: Page, ms: number): Promise<number> {
  const drawn: string[] = [];
  const browser = await page.context().newCDPSession(page);
  browser.on('Page.screencastFrame', ({ data, sessionId }) => {
    drawn.push(data);
    void browser.send('Page.screencastFrameAck', { sessionId }).catch(() => {});
  });
  const { width = 0, height = 0 } = page.viewportSize() ?? {};
  const half = { maxWidth: Math.ceil(width / 2), maxHeight: Math.ceil(height / 2) };
  await browser.send('Page.startScreencast', { format: 'jpeg', quality: 90, ...half });
  await new Promise(resolve => setTimeout(resolve, ms));
  await browser.send('Page.stopScreencast');
  await browser.detach();
  if (drawn.length === 0) throw new Error('no frame was drawn');
  return page.evaluate(async pictures => {
    const light = Float32Array.from({ length: 256 }, (_, of) => {
      const part = of / 255;
      return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    });
    let turned = new Float32Array();
    let rising = new Int8Array();
    let changes = new Uint8Array();
    for (const picture of pictures) {
      const bytes = Uint8Array.from(atob(picture), one => one.charCodeAt(0));
      const bitmap = await createImageBitmap(new Blob([bytes], { type: 'image/jpeg' }));
      const pen = new OffscreenCanvas(bitmap.width, bitmap.height).getContext('2d');
      pen?.drawImage(bitmap, 0, 0);
      const seen = pen?.getImageData(0, 0, bitmap.width, bitmap.height).data ?? new Uint8ClampedArray();
      const of = (at: number) => light[seen[at] ?? 0] ?? 0;
      const points = seen.length / 4;
      const isFirst = points !== turned.length;
      if (isFirst)
        [turned, rising, changes] = [new Float32Array(points), new Int8Array(points), new Uint8Array(points)];
      for (let at = 0; at < points; at += 1) {
        const now = 0.2126 * of(4 * at) + 0.7152 * of(4 * at + 1) + 0.0722 * of(4 * at + 2);
        const by = now - (turned[at] ?? 0);
        if (isFirst || by * (rising[at] ?? 0) > 0) turned[at] = now;
        else if (by >= 0.1 || by <= -0.1) {
          [turned[at], rising[at]] = [now, Math.sign(by)];
          changes[at] = (changes[at] ?? 0) + 1;
        }
      }
    }
    return Math.floor(changes.reduce((most, one) => Math.max(most, one), 0) / 2);
  }, drawn);
}
