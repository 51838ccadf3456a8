/**
 * Tells what a file is from its bytes, never from its name or what the browser said, and refuses what is two things at
 * once. Files are kept to be handed back as attachments; nothing here opens, runs or unpacks one.
 */

export const fileTypes = {
  pdf: { type: 'application/pdf', ending: 'pdf', words: 'PDF' },
  png: { type: 'image/png', ending: 'png', words: 'PNG picture' },
  jpeg: { type: 'image/jpeg', ending: 'jpg', words: 'JPEG picture' },
  text: { type: 'text/plain', ending: 'txt', words: 'plain text' },
} as const;
export type FileKind = keyof typeof fileTypes;

const mostPixels = 60_000_000;
/** A ZIP's directory is found from its end, within the longest comment that it may have. */
const zipTail = 66_000;

export function sniff(bytes: Buffer): FileKind | { problem: string } {
  if (bytes.length === 0) return { problem: 'The file is empty.' };
  if (bytes.subarray(0, 5).equals(Buffer.from('%PDF-'))) return checkPdf(bytes);
  if (bytes.subarray(0, 8).equals(Buffer.from('89504e470d0a1a0a', 'hex'))) return checkPng(bytes);
  if (bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff) return checkJpeg(bytes);
  return checkText(bytes);
}

const two = (first: string) => ({
  problem: `The file begins as a ${first} and goes on as something else. Print it to a new PDF and choose that.`,
});

function checkPdf(bytes: Buffer): FileKind | { problem: string } {
  const end = bytes.lastIndexOf('%%EOF');
  if (end < 0) return { problem: 'The PDF has no end: it was cut on its way. Fetch it again.' };
  if (
    bytes
      .subarray(end + 5)
      .toString('latin1')
      .trim() !== ''
  )
    return two('PDF');
  if (bytes.subarray(-zipTail).includes('PK\u0005\u0006', 0, 'latin1')) return two('PDF');
  if (/\/(JavaScript|JS|Launch|RichMedia)\b/.test(bytes.toString('latin1')))
    return { problem: 'The PDF holds a program or starts one. Print it to a new PDF and choose that.' };
  return 'pdf';
}

/** Walks the chunks: one picture of a bearable size, and nothing after its end. */
function checkPng(bytes: Buffer): FileKind | { problem: string } {
  if (bytes.length < 33 || bytes.toString('latin1', 12, 16) !== 'IHDR')
    return { problem: 'The picture is damaged.' };
  if (bytes.readUInt32BE(16) * bytes.readUInt32BE(20) > mostPixels) return tooManyPixels;
  let at = 8;
  while (at + 12 <= bytes.length) {
    const kind = bytes.toString('latin1', at + 4, at + 8);
    at += 12 + bytes.readUInt32BE(at);
    if (kind === 'IEND') return at === bytes.length ? 'png' : two('PNG picture');
  }
  return { problem: 'The picture has no end: it was cut on its way. Fetch it again.' };
}

const tooManyPixels = { problem: 'The picture has more than 60 million pixels. Make it smaller first.' };

/** Walks the segments up to the picture's own data. Phones pad with zeros; nothing else may follow the end. */
function checkJpeg(bytes: Buffer): FileKind | { problem: string } {
  let at = 2;
  let pixels = 0;
  while (at + 9 < bytes.length && bytes[at] === 0xff && bytes[at + 1] !== 0xda) {
    const marker = bytes[at + 1] ?? 0;
    const isFrame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
    if (isFrame) pixels = bytes.readUInt16BE(at + 5) * bytes.readUInt16BE(at + 7);
    at += 2 + bytes.readUInt16BE(at + 2);
  }
  const end = bytes.lastIndexOf(Buffer.from('ffd9', 'hex'));
  if (pixels === 0 || end < 0)
    return { problem: 'The picture is damaged or was cut on its way. Fetch it again.' };
  if (pixels > mostPixels) return tooManyPixels;
  return bytes.subarray(end + 2).every(byte => byte === 0) ? 'jpeg' : two('JPEG picture');
}

const known: [RegExp, string][] = [
  [/^PK/, 'a ZIP file or an Office document'],
  [/^MZ|^\x7fELF|^#!/, 'a program'],
  [/^\s*<(!doctype|html|svg|\?xml|script)/i, 'a web page'],
  [/^(II\*|MM\0\*)/, 'a TIFF picture'],
  [/^....ftyp/s, 'a film or a HEIC picture'],
];

/** Text with a few odd bytes still is: wiping tools print what a drive says of itself. */
function checkText(bytes: Buffer): FileKind | { problem: string } {
  const start = bytes.toString('latin1', 0, 200);
  const what = known.find(([pattern]) => pattern.test(start))?.[1];
  const odd = bytes.reduce(
    (count, byte) => count + (byte === 0 || (byte < 32 && ![9, 10, 12, 13, 27].includes(byte)) ? 1 : 0),
    0,
  );
  if (what === undefined && odd * 200 <= bytes.length) return 'text';
  const said = what === undefined ? 'This is not a kind of file that is kept here' : `This is ${what}`;
  return { problem: `${said}. Choose a PDF, a PNG or JPEG picture, or a plain text file.` };
}
