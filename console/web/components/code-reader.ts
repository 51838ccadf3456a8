/** Finds a QR or bar code in what a camera shows, for browsers that cannot themselves. Fetched when somebody scans. */
import {
  BarcodeFormat,
  BinaryBitmap,
  DecodeHintType,
  HTMLCanvasElementLuminanceSource,
  HybridBinarizer,
  MultiFormatReader,
} from '@zxing/library';

/** A label fills a good part of the picture, so that more only takes longer. */
const widest = 800;
const { QR_CODE, CODE_128, CODE_39, DATA_MATRIX, EAN_13 } = BarcodeFormat;

export function codeReader() {
  const reader = new MultiFormatReader();
  reader.setHints(
    new Map([[DecodeHintType.POSSIBLE_FORMATS, [QR_CODE, CODE_128, CODE_39, DATA_MATRIX, EAN_13]]]),
  );
  const canvas = document.createElement('canvas');
  return {
    async detect(video: HTMLVideoElement): Promise<{ rawValue: string }[]> {
      const scale = Math.min(1, widest / (video.videoWidth || 1));
      canvas.width = Math.round(video.videoWidth * scale);
      canvas.height = Math.round(video.videoHeight * scale);
      const picture = canvas.getContext('2d', { willReadFrequently: true });
      if (picture === null || canvas.width === 0) return [];
      picture.drawImage(video, 0, 0, canvas.width, canvas.height);
      const bitmap = new BinaryBitmap(new HybridBinarizer(new HTMLCanvasElementLuminanceSource(canvas)));
      try {
        return [{ rawValue: reader.decodeWithState(bitmap).getText() }];
      } catch {
        // Nothing to be read in this picture: the usual case.
        return [];
      }
    },
  };
}
