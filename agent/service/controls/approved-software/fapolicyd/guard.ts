/**
 * Follows what fapolicyd writes to the journal, tells the console what was stopped or would have been, and has the list
 * of true files looked over a few times a day. It changes nothing on the machine but that list, and that only while the
 * rules are ours.
 */
import * as z from 'zod';
import {
  policy as policySchema,
  setsToWatch,
} from '../../../../../shared/controls/approved-software/policy.ts';
import {
  organisationOf,
  type Program,
  program,
} from '../../../../../shared/controls/approved-software/program.ts';
import type { ControlPolicy } from '../../../../../shared/controls/control.ts';
import type { RequestAnswer } from '../../../../../shared/protocol/answer.ts';
import type { Ask } from '../../../../../shared/protocol/tray/asks.ts';
import type { Refusal, Scene } from '../../../../../shared/protocol/tray/told.ts';
import { textOf } from '../../../system/presence.ts';
import type { Guard, GuardEdges, Visitor } from '../../control.ts';
import { softwareProcess } from '../own-process.ts';
import { linuxPathClass } from '../path-class.ts';
import { canaryMark } from '../process/canary-mark.ts';
import { ShownStopped } from '../shown.ts';
import { rememberStopped } from '../stopped.ts';
import { confFile, isPermissive } from './conf.ts';
import { type Denial, parseJournal } from './denial.ts';
import { namespaceRule, ruleNamed, rulesFile } from './rules.ts';

const hourMs = 3600_000;
/** So many programs are told in one window; the rest is a number. */
const window = { ms: 10 * 60_000, most: 20 };
const syncEveryMs = 6 * hourMs;

export function linuxGuard(edges: GuardEdges): Guard {
  return new FapolicydGuard(edges);
}

class FapolicydGuard implements Guard {
  readonly #edges: GuardEdges;
  readonly #cursor;
  /** Seconds. Rules are put in force before anybody follows, and what is told of that must not be missed. */
  readonly #since: number;
  readonly #shown: ShownStopped;
  #following: AbortController | undefined;
  #cancelSync = () => {};
  #cancelAgain = () => {};
  #ended = Promise.resolve();
  /** One denial at a time; what comes meanwhile is put in line, and beyond the window only counted. */
  #work = Promise.resolve();
  /** Reads every file that a package brought, which may take minutes: what is stopped meanwhile is told all the same. */
  #syncing = Promise.resolve();
  readonly #recent = new Map<string, number>();
  #windowEnds = 0;
  #inWindow = 0;
  #more = 0;

  constructor(edges: GuardEdges) {
    this.#edges = edges;
    this.#since = Math.floor(edges.machine.now() / 1000);
    this.#shown = new ShownStopped(edges);
    this.#cursor = edges.cell('journal', z.object({ cursor: z.string().max(400) }));
  }

  follow(policy: ControlPolicy): void {
    this.#cancelSync();
    if (policy.mode === 'off') {
      this.#stopFollowing();
      return;
    }
    if (policy.mode === 'enforce' || setsToWatch(policySchema.parse(policy))) this.#sync();
    if (this.#following === undefined) this.#begin();
  }

  scenes(of: Visitor): Scene[] {
    return this.#shown.scenes(of);
  }

  asked(by: Visitor, what: Ask): Promise<Refusal | null> | undefined {
    return this.#shown.asked(by, what);
  }

  answered(answer: RequestAnswer): boolean {
    this.#shown.answered(answer);
    return false;
  }

  async stop(): Promise<void> {
    this.#shown.stop();
    this.#cancelSync();
    this.#stopFollowing();
    await this.#ended;
    await this.#work;
    await this.#syncing;
  }

  #stopFollowing(): void {
    this.#cancelAgain();
    this.#following?.abort();
    this.#following = undefined;
  }

  #begin(waitMs = 60_000): void {
    const following = new AbortController();
    this.#following = following;
    this.#ended = this.#follow(following.signal).then(lasted => {
      if (following.signal.aborted) return;
      const next = lasted ? 60_000 : Math.min(waitMs * 2, hourMs);
      this.#cancelAgain = this.#edges.clock.after(next, () => this.#begin(next));
    });
  }

  /** True when it followed for a while; false where there is nothing to follow. */
  async #follow(signal: AbortSignal): Promise<boolean> {
    const { machine } = this.#edges;
    if (!(await textOf(machine, confFile, 1))) return false;
    const from = this.#cursor.read()?.cursor;
    const where = from === undefined ? [`--since=@${this.#since}`] : ['--after-cursor', from];
    // Without the second it would begin with the last ten lines, however many came while nobody followed.
    const args = ['--follow', '--no-tail', '--output=json', '--no-pager', '--identifier=fapolicyd', ...where];
    const { missing } = await machine.follow('journalctl', args, line => this.#heard(line), signal);
    return !missing;
  }

  #heard(line: string): void {
    if (/"MESSAGE":"Starting to listen for events/.test(line)) this.#applied();
    else if (/"MESSAGE":"[^"]* in line \d+/.test(line))
      this.#edges.tell('app.policy_failed', { mechanism: 'fapolicyd' });
    const denial = parseJournal(line);
    if (denial === undefined || denial.path.includes(canaryMark)) return;
    if (denial.person !== null) this.#shown.again(denial.path, denial.person);
    if (this.#isRecent(denial.path) || !this.#mayTell()) return;
    this.#work = this.#work.then(() => this.#denied(denial)).catch(() => {});
  }

  #applied(): void {
    // What would have been stopped under the rules before may really be stopped now, and whoever starts it is to know.
    this.#recent.clear();
    this.#work = this.#work
      .then(async () => {
        const conf = (await textOf(this.#edges.machine, confFile, 64 * 1024)) ?? '';
        this.#edges.tell('app.policy_applied', {
          mechanism: 'fapolicyd',
          stops: isPermissive(conf) === false,
        });
        this.#edges.lookAgain();
      })
      .catch(() => {});
  }

  /** A program that tries again and again must not keep others from being told. */
  #isRecent(path: string): boolean {
    const now = this.#edges.clock.monotonic();
    const before = this.#recent.get(path);
    if (before !== undefined && now - before < hourMs) return true;
    this.#recent.delete(path);
    this.#recent.set(path, now);
    for (const [oldest] of this.#recent) if (this.#recent.size > 64) this.#recent.delete(oldest);
    return false;
  }

  #mayTell(): boolean {
    const now = this.#edges.clock.monotonic();
    if (now >= this.#windowEnds) {
      if (this.#more > 0) this.#edges.tell('app.more_denials', { count: this.#more });
      this.#windowEnds = now + window.ms;
      this.#inWindow = 0;
      this.#more = 0;
    }
    if (this.#inWindow < window.most) {
      this.#inWindow += 1;
      return true;
    }
    this.#more += 1;
    return false;
  }

  async #denied(denial: Denial): Promise<void> {
    const { machine, tell } = this.#edges;
    const [conf, rules] = await Promise.all([
      textOf(machine, confFile, 64 * 1024),
      textOf(machine, rulesFile, 256 * 1024),
    ]);
    const stopped = isPermissive(conf ?? '') === false ? ('was' as const) : ('would_be' as const);
    const seen: Program = { ...(await this.#describe(denial.path)), stopped };
    if (denial.cursor !== null) this.#cursor.write({ cursor: denial.cursor.slice(0, 400) });
    const { publisher, product, package: from, hash, pathClass } = seen;
    // What was opened and not started is no program of theirs, and what was only watched was not stopped.
    if (stopped === 'was' && denial.person !== null && denial.perm === 'execute') {
      const title = product ?? from;
      this.#shown.stopped(denial.path, denial.person, {
        title,
        publisher: publisher === null ? null : organisationOf(publisher),
      });
    }
    const ruleId = ruleNamed(rules ?? '', denial.rule);
    // Meant, so it says nothing against the rules, and the program is no unapproved one.
    if (ruleId !== namespaceRule && !(await rememberStopped(machine, seen))) return;
    const name = stopped === 'was' ? 'app.blocked' : 'app.would_block';
    tell(name, { publisher, product, package: from, hash, ruleId, pathClass });
  }

  /** Who made it, by a process of its own; without an answer, only the kind of place is known. */
  async #describe(path: string): Promise<Program> {
    const said = await this.#edges.machine.run('self', [softwareProcess(), 'describe', path], {
      timeoutMs: 60_000,
    });
    try {
      const [known] = z.array(program).length(1).parse(JSON.parse(said.stdout));
      if (known !== undefined) return known;
    } catch {
      // Gone already, or too big to hash.
    }
    const nothing = { publisher: null, product: null, package: null, hash: null };
    return { ...nothing, pathClass: linuxPathClass(path), stopped: 'no' };
  }

  /** Heals the list after a power cut in the middle of an update. The process does nothing where the rules are not ours. */
  #sync(): void {
    this.#syncing = this.#syncing
      .then(() => this.#edges.machine.run('self', [softwareProcess(), 'trust'], { timeoutMs: 300_000 }))
      .then(() => {});
    this.#cancelSync = this.#edges.clock.after(syncEveryMs, () => this.#sync());
  }
}
