/** Takes out of a picture what a camera writes beside it: where it was taken, when, and with whose phone. */

const marker = { exif: 0xe1, icc: 0xe2, adobe: 0xee, jfif: 0xe0, comment: 0xfe, scan: 0xda };
const keptSegments = [marker.jfif, marker.icc, marker.adobe];
const pngTraces = ['eXIf', 'tEXt', 'iTXt', 'zTXt', 'tIME'];

/** `kind` as `sniff` told it, so the shape has been checked; anything but a picture is given back as it is. */
export function withoutTraces(bytes: Buffer, kind: string): Buffer {
  if (kind === 'jpeg') return cleanJpeg(bytes);
  return kind === 'png' ? cleanPng(bytes) : bytes;
}

/** Application segments and comments go, but those that say how colours are meant. The picture itself is untouched. */
function cleanJpeg(bytes: Buffer): Buffer {
  const parts = [bytes.subarray(0, 2)];
  let at = 2;
  while (at + 4 <= bytes.length && bytes[at] === 0xff && bytes[at + 1] !== marker.scan) {
    const kind = bytes[at + 1] ?? 0;
    const end = at + 2 + bytes.readUInt16BE(at + 2);
    const isApplication = kind >= 0xe0 && kind <= 0xef;
    const goes = kind === marker.comment || (isApplication && !keptSegments.includes(kind));
    if (!goes) parts.push(bytes.subarray(at, end));
    at = end;
  }
  return Buffer.concat([...parts, bytes.subarray(at)]);
}

function cleanPng(bytes: Buffer): Buffer {
  const parts = [bytes.subarray(0, 8)];
  let at = 8;
  while (at + 12 <= bytes.length) {
    const end = at + 12 + bytes.readUInt32BE(at);
    if (!pngTraces.includes(bytes.toString('latin1', at + 4, at + 8))) parts.push(bytes.subarray(at, end));
    at = end;
  }
  return Buffer.concat(parts);
}
