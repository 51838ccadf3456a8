/** Photos on their way in and out of a page. */
import { takeFile } from './api-client.ts';

const mostSide = 2000;
const quality = 0.85;

/**
 * The picture drawn anew, at most 2,000 dots wide: a phone's photo shrinks to a tenth and loses where it was taken. What
 * the browser cannot draw goes as it is, for the console to judge.
 */
export async function redrawn(file: File): Promise<File> {
  const drawn = await createImageBitmap(file).catch(() => undefined);
  if (drawn === undefined) return file;
  const scale = Math.min(1, mostSide / Math.max(drawn.width, drawn.height));
  const canvas = document.createElement('canvas');
  canvas.width = Math.max(1, Math.round(drawn.width * scale));
  canvas.height = Math.max(1, Math.round(drawn.height * scale));
  canvas.getContext('2d')?.drawImage(drawn, 0, 0, canvas.width, canvas.height);
  drawn.close();
  const blob = await new Promise<Blob | null>(resolve => canvas.toBlob(resolve, 'image/jpeg', quality));
  return blob === null ? file : new File([blob], file.name, { type: 'image/jpeg' });
}

/** For an `img`: files come only as attachments, so the page reads one and shows what it read. */
export async function pictureOf(path: string): Promise<string> {
  const { content } = await takeFile(path);
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result));
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(content);
  });
}
