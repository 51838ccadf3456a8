/** How windows last looked to this person, kept in their own folder: a change is told before it is seen. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Face } from '../../shared/protocol/tray/face.ts';
import { face as faceSchema } from '../../shared/protocol/tray/told.ts';

export interface FaceMemory {
  /** Undefined for whoever has not met a window yet. */
  read(): Face | undefined;
  keep(face: Face): void;
}

/** Neither throws: what cannot be read or kept costs only that a change is not told, or told again. */
export function faceMemory(folder: string): FaceMemory {
  const path = join(folder, 'face.json');
  return {
    read() {
      try {
        return faceSchema.safeParse(JSON.parse(readFileSync(path, 'utf8'))).data;
      } catch {
        return undefined;
      }
    },
    keep(face) {
      try {
        mkdirSync(folder, { recursive: true });
        writeFileSync(path, JSON.stringify(face));
      } catch {}
    },
  };
}
