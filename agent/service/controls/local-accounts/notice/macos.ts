/**
 * macOS: the policy banner, a file that the login window shows before anybody signs in. The one line of text below the
 * login window is in a list of settings that others write to, which cannot be put back as it was: it is left alone.
 */
import type { Observation } from '../../../../../shared/controls/local-accounts/observation.ts';
import { policy as schema } from '../../../../../shared/controls/local-accounts/policy.ts';
import { namesIn, textOf } from '../../../system/presence.ts';
import type { Machine } from '../../control.ts';
import type { Plan } from '../../plan.ts';
import { PlanRefused } from '../../plan.ts';

const folder = '/Library/Security';
const banner = 'PolicyBanner.txt';
const place = 'The Mac’s policy banner';
/** The formatted ones go before the plain one. */
const formatted = ['PolicyBanner.rtfd', 'PolicyBanner.rtf'];

/** Undefined where the school asks for no words. */
export async function noticesOnMac(machine: Machine, asked: unknown): Promise<Observation['notices']> {
  if ((schema.safeParse(asked).data?.noticeText ?? '') === '') return undefined;
  const names = await namesIn(machine, folder);
  if (names === null) return [{ place, text: null, seen: false }];
  if (names.some(name => formatted.includes(name))) return [{ place, text: null, seen: true }];
  const text = await textOf(machine, `${folder}/${banner}`, 64 * 1024);
  return [{ place, text: text?.slice(0, 2000) || null, seen: text !== null }];
}

const nothing = 'Nothing about accounts is set on a Mac; there are no words before sign-in to show.';
const shows =
  'The words before sign-in are in the policy banner; on a Mac with FileVault they come after the disk is opened. Nothing else about accounts is set.';

/** Throws PlanRefused where somebody else's banner would hide ours. */
export async function noticeOnMac(machine: Machine, asked: unknown): Promise<Plan> {
  const { noticeTitle, noticeText } = schema.parse(asked);
  if (noticeText === '') return { wanted: [], how: 'detective', detail: nothing };
  const names = (await namesIn(machine, folder)) ?? [];
  const theirs = names.find(name => formatted.includes(name));
  if (theirs !== undefined)
    throw new PlanRefused('managed_elsewhere', `${folder}/${theirs} is shown instead; take it away first.`);
  const text = `${[noticeTitle, noticeText].filter(line => line !== '').join('\n\n')}\n`;
  const value = { kind: 'file', text, mode: 0o644 } as const;
  const wanted = [{ setting: { kind: 'file', path: `${folder}/${banner}` } as const, value }];
  return { wanted, how: 'best_effort', detail: shows };
}
