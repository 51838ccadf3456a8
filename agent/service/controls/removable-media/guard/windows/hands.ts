/**
 * Windows: one instance id let in by the layered installation policy, its letters held back until Defender found
 * nothing. Where a rule for all media at once holds, one stick cannot be opened and the permission is refused. Not yet proved.
 */
import { setTimeout as pause } from 'node:timers/promises';
import * as z from 'zod';
import type { Policy } from '../../../../../../shared/controls/removable-media/policy.ts';
import { askPowershell, moment, parseAnswer, unwrapped } from '../../../../system/powershell.ts';
import { type Machine, ProbeError } from '../../../control.ts';
import { identityOf, parseWindows } from '../../windows/parse-windows.ts';
import { storageId } from '../../windows/windows-keys.ts';
import { betweenMedia, windowsScript } from '../../windows/windows-script.ts';
import type {
  Access,
  Closed,
  Hands,
  Opening,
  ScanLimits,
  ScanProgress,
  ScanResult,
  Seen,
  Session,
} from '../hands.ts';
import { failedScan } from '../scan/words.ts';
import type { Stick } from '../stick.ts';
import * as scripts from './scripts.ts';

const source = 'Win32_PnPEntity and Defender (powershell)';
const patienceMs = 60_000;
const gatherMs = 500;
const againMs = 5000;
/** Disabled by a policy that does not let it be installed. */
const running = 0;

const texts = z.preprocess(unwrapped, z.array(z.string()));
const partitions = z.object({ partitions: z.int() });
const admitted = partitions.extend({ medium: z.string().optional() });
const scanned = z.object({
  exit: z.int(),
  found: texts,
  failed: z.int(),
  volumes: z.int(),
  engine: z.string(),
  signaturesAt: moment,
});
const closed = z.object({
  removed: z.int(),
  problem: z.int().nullable(),
  here: z.boolean(),
});

export class WindowsHands implements Hands {
  readonly source = source;
  readonly #machine: Machine;
  /** What lay in each when it was last seen, by instance id. */
  readonly #media = new Map<string, string>();
  /** Of disks on USB, when they were last seen; null before. */
  #runsFromUsb: boolean | null = null;
  /** Whether this Windows tells single devices apart; null before the first look. */
  #layered: boolean | null = null;

  constructor(machine: Machine) {
    this.#machine = machine;
  }

  refuses(): boolean | null {
    return this.#runsFromUsb;
  }

  cannotGrant(policy: Policy, access: Access): string | null {
    if (policy.rule === 'read_only')
      return access === 'read_write'
        ? 'Windows keeps every portable medium read-only here, and has no exception for one. Everybody may read already.'
        : null;
    if (policy.rule === 'encrypted_only')
      return access === 'read_write'
        ? 'Windows lets people write to media with BitLocker here, without a permission, and to no others. A permission to read is possible.'
        : null;
    if (this.#layered !== false || policy.approved.length + policy.curriculum.length > 0) return null;
    return 'This edition of Windows can only block all portable media at once, so one stick cannot be opened.';
  }

  async present(): Promise<Stick[]> {
    const told = parseWindows(
      await askPowershell(this.#machine, windowsScript, AbortSignal.timeout(patienceMs)),
    );
    this.#layered = told.edition.layered;
    const seen = new Map<string, string[]>();
    for (const { parent, medium } of told.disks ?? [])
      if (parent !== null && medium !== undefined)
        seen.set(parent.toUpperCase(), [...(seen.get(parent.toUpperCase()) ?? []), medium]);
    for (const [parent, media] of seen) this.#media.set(parent, media.join(betweenMedia));
    if (told.disks !== null) this.#runsFromUsb = told.disks.some(disk => disk.system);
    const system = new Set(told.disks?.filter(disk => disk.system).map(disk => disk.parent?.toUpperCase()));
    return told.nodes.flatMap(({ id, problem, compatible }) => {
      const identity = identityOf(id);
      const storage = compatible.some(one => one.toLowerCase().startsWith(storageId.toLowerCase()));
      if (identity === null || identity.part || !storage || system.has(id.toUpperCase())) return [];
      return [
        {
          insertion: `${told.startedAt}/${id}`,
          place: id,
          vendorId: identity.vendorId,
          productId: identity.productId,
          serial: identity.serial,
          kind: 'storage' as const,
          alsoInput: false,
          admitted: problem === null ? null : problem === running,
          sizeBytes: null,
          unlocked: false,
        },
      ];
    });
  }

  medium({ place }: Stick): string {
    return this.#media.get(place.toUpperCase()) ?? '';
  }

  watch(changed: (seen?: Seen) => void, signal: AbortSignal): void {
    let timer: NodeJS.Timeout | undefined;
    const soon = () => {
      clearTimeout(timer);
      timer = setTimeout(() => changed(), gatherMs);
    };
    signal.addEventListener('abort', () => clearTimeout(timer), { once: true });
    void this.#follow(soon, signal);
  }

  async #follow(soon: () => void, signal: AbortSignal): Promise<void> {
    const args = ['-NoLogo', '-NoProfile', '-NonInteractive', '-Command', scripts.watchScript];
    for (let waitMs = againMs; !signal.aborted; waitMs = Math.min(300_000, waitMs * 2)) {
      await this.#machine.follow('powershell', args, soon, signal);
      await pause(waitMs, undefined, { signal, ref: false }).catch(() => {});
      if (!signal.aborted) soon();
    }
  }

  async admit(stick: Stick): Promise<void> {
    const told = await this.#ask(scripts.admitScript(checked(stick)), admitted);
    if (told.partitions === 0) throw new Error('the stick showed no volume');
    if (told.medium !== undefined) this.#media.set(stick.place.toUpperCase(), told.medium);
  }

  async scan(
    stick: Stick,
    limits: ScanLimits,
    _progress: (progress: ScanProgress) => void,
    signal: AbortSignal,
  ): Promise<ScanResult> {
    const ended = AbortSignal.any([signal, AbortSignal.timeout(limits.withinMs)]);
    try {
      return resultOf(await this.#ask(scripts.scanScript(checked(stick)), scanned, ended, limits.withinMs));
    } catch (error) {
      const late = ended.aborted || (error instanceof ProbeError && error.reason === 'probe_timed_out');
      if (late) return { ...failedScan('the scan took too long'), verdict: 'incomplete', reason: 'too_long' };
      return {
        ...failedScan(String((error as Error).message)),
        verdict: 'incomplete',
        reason: 'antivirus_failed',
      };
    }
  }

  async offerUnlock(): Promise<void> {
    throw new Error('BitLocker asks for its password itself');
  }

  async open(stick: Stick, { access }: Opening): Promise<void> {
    const asked = scripts.openScript(checked(stick), access === 'read_only');
    const { partitions: count } = await this.#ask(asked, partitions);
    if (count === 0) throw new Error('the stick shows no volume');
  }

  async close(stick: Stick): Promise<Closed> {
    try {
      const { here, problem, removed } = await this.#ask(scripts.closeScript(checked(stick)), closed);
      if (!here) return 'gone';
      if (problem !== null && problem !== running) return 'closed';
      // pnputil answers 3010 when it must wait for a restart: files are open.
      return removed === 0 ? 'failed' : 'busy';
    } catch {
      return 'failed';
    }
  }

  async closeLeftovers(except: ReadonlySet<string>): Promise<void> {
    const { ids } = await this.#ask(scripts.leftoversScript, z.object({ ids: texts }));
    const kept = new Set([...except].map(insertion => insertion.split('/').slice(1).join('/').toUpperCase()));
    for (const id of ids) {
      if (kept.has(id.toUpperCase()) || !scripts.instanceId.test(id)) continue;
      await this.#ask(scripts.closeScript(id), closed);
    }
  }

  async sessions(): Promise<Session[] | null> {
    try {
      const told = z.object({ user: z.string(), sid: z.string().max(200) });
      const { user, sid } = await this.#ask(scripts.consoleUserScript, told);
      return user === '' ? [] : [{ id: user, user, account: sid || null, locked: null, away: false }];
    } catch {
      return null;
    }
  }

  async #ask<T>(text: string, schema: z.ZodType<T>, signal?: AbortSignal, withinMs = patienceMs): Promise<T> {
    const args = ['-NoLogo', '-NoProfile', '-NonInteractive', '-Command', text];
    const { exit, stdout, timedOut } = await this.#machine.run('powershell', args, {
      timeoutMs: withinMs,
      ...(signal === undefined ? {} : { signal }),
    });
    if (timedOut) throw new ProbeError('probe_timed_out', 'Windows did not answer in time', source);
    if (exit !== 0) throw new ProbeError('probe_failed', `powershell: exit ${exit}`, source);
    return parseAnswer(stdout, schema, source);
  }
}

/** An id that could end a string of a script is never put into one. */
function checked({ place }: Stick): string {
  if (!scripts.instanceId.test(place)) throw new Error('this stick’s id cannot be handled');
  return place;
}

function resultOf({
  exit,
  found,
  failed,
  volumes,
  engine,
  signaturesAt,
}: z.infer<typeof scanned>): ScanResult {
  const base = {
    ...failedScan(''),
    detail: null,
    reason: null,
    engine: `Defender ${engine}`.slice(0, 80),
    signaturesAt,
  };
  if (found.length > 0)
    return { ...base, verdict: 'infected', detections: found.slice(0, 10).map(one => one.slice(0, 120)) };
  if (volumes === 0) return { ...base, verdict: 'incomplete', reason: 'no_file_system', detail: 'no volume' };
  if (exit === 0 && failed === 0) return { ...base, verdict: 'clean' };
  return { ...base, verdict: 'incomplete', reason: 'antivirus_failed', detail: `MpCmdRun: exit ${exit}` };
}
