/** Windows: the legal notice, which everybody presses OK at before they sign in. Two texts of the machine's policies. */
import * as z from 'zod';
import type { Observation } from '../../../../../shared/controls/local-accounts/observation.ts';
import { policy as schema } from '../../../../../shared/controls/local-accounts/policy.ts';
import { askPowershell, parseAnswer, script } from '../../../system/powershell.ts';
import type { Machine } from '../../control.ts';
import type { Wanted } from '../../plan.ts';

const source = 'the legal notice (powershell)';
const key = 'HKLM\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Policies\\System';

/** `build` is the proof that the registry was read at all. */
export const noticeScript = script(`
  $item = Get-ItemProperty -LiteralPath 'Registry::HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Policies\\System'
  $build = (Get-ItemProperty -LiteralPath 'Registry::HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion').CurrentBuildNumber
  @{ build = [int]"$build"; notice = @{ title = "$($item.legalnoticecaption)"; text = "$($item.legalnoticetext)" } }
`);

const answer = z.object({
  build: z.int().positive(),
  notice: z.object({ title: z.string(), text: z.string() }),
});

/** Undefined where the school asks for no words. Throws ProbeError. */
export async function noticesOnWindows(
  machine: Machine,
  asked: unknown,
  signal: AbortSignal,
): Promise<Observation['notices']> {
  if ((schema.safeParse(asked).data?.noticeText ?? '') === '') return undefined;
  const { notice } = parseAnswer(await askPowershell(machine, noticeScript, signal), answer, source);
  const text = notice.text.slice(0, 2000);
  return [{ place: 'Windows’ sign-in screen', text: text === '' ? null : text, seen: true }];
}

/** Windows shows no text without a heading, and no heading without a text. */
export function noticeOnWindows(asked: unknown): Wanted[] {
  const { noticeTitle, noticeText } = schema.parse(asked);
  if (noticeText === '') return [];
  const value = (name: string, data: string): Wanted => ({
    setting: { kind: 'registry', key, name },
    value: { kind: 'registry', type: 'sz', data },
  });
  return [
    value('legalnoticecaption', noticeTitle || 'Before you sign in'),
    value('legalnoticetext', noticeText),
  ];
}
