/** The link as it is kept, and as devices get it: one for the school, in its settings. */
import * as z from 'zod';
import {
  type PupilLinkInput,
  type PupilLinkView,
  pupilLinkView,
} from '../../../shared/protocol/api/pupil-link.ts';
import type { PupilLink } from '../../../shared/protocol/pupil-link.ts';
import { readSetting, type Tx, writeSetting } from '../database/index.ts';

const nameOf = (schoolId: string) => `pupil-link.${schoolId}`;
const none: PupilLinkView = { link: null, updatedAt: null, updatedBy: null };
const kept = z.string().transform((text, { addIssue }) => {
  const read = pupilLinkView.safeParse(JSON.parse(text));
  if (!read.success) addIssue('not a link');
  return read.data ?? none;
});

export async function readLink(tx: Tx, schoolId: string): Promise<PupilLinkView> {
  const text = await readSetting(tx, nameOf(schoolId));
  return text === undefined ? none : kept.parse(text);
}

export async function writeLink(
  tx: Tx,
  schoolId: string,
  { link }: PupilLinkInput,
  stamp: { at: number; by: string },
): Promise<void> {
  const view: PupilLinkView = { link, updatedAt: stamp.at, updatedBy: stamp.by };
  await writeSetting(tx, nameOf(schoolId), JSON.stringify(view));
}

/** What is signed with each group's policy; undefined where there is none. */
export async function linkForDevices(tx: Tx, schoolId: string): Promise<PupilLink | undefined> {
  return (await readLink(tx, schoolId)).link ?? undefined;
}
