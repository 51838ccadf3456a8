/** From what a policy asks to what is truly in force: plans, has it carried out, and says how the promise is kept. */
import type { ControlPolicy, Observed } from '../../../shared/controls/control.ts';
import type { Carried } from '../../../shared/controls/judge.ts';
import { type Backend, type Machine, ProbeError } from '../controls/control.ts';
import { observeWithinMs } from '../controls/observe.ts';
import { type Plan, PlanRefused } from '../controls/plan.ts';
import type { Brought } from './enforcement.ts';
import type { Residue } from './writing.ts';

/** What is asked of one control now. */
export interface Asked {
  /** Its mode is never above what may be done. */
  policy: ControlPolicy;
  /** 0 while there is none. */
  number: number;
  /** `plan` as the policy says; `release` what was set; `hold` what is set and change nothing. */
  stance: 'plan' | 'release' | 'hold';
  /** Why less is done than the policy says. */
  facts?: Carried['facts'];
}

export interface Hands {
  bring(control: string, plan: Plan, policy: number): Promise<Brought>;
  release(control: string): Promise<Residue[]>;
  holds(control: string): boolean;
}

export interface CarryOptions {
  control: string;
  backend: Backend<unknown> | undefined;
  asked: Asked;
  observed: Observed<unknown>;
  machine: Machine;
  hands: Hands | undefined;
  signal: AbortSignal;
}

export type Outcome = Carried & { changed: boolean };

/** Never throws for what a machine can do to us. `changed` asks for another look. */
export async function carry(options: CarryOptions): Promise<Outcome> {
  const { control, asked, hands } = options;
  if (asked.stance === 'plan') return carryPlan(options);
  const facts = asked.facts ?? {};
  if (asked.stance === 'hold' || !hands?.holds(control))
    return { how: null, inPlace: false, facts, changed: false };
  const residue = await hands.release(control);
  const stuck = residue.find(one => one.reason === 'not_put_back');
  if (stuck === undefined) return { how: null, inPlace: false, facts, changed: true };
  const said = { enforcement: stuck.reason, enforcementDetail: stuck.detail.slice(0, 300), ...facts };
  return { how: null, inPlace: false, facts: said, changed: true };
}

async function carryPlan(options: CarryOptions): Promise<Outcome> {
  const { control, backend, asked, observed, machine, hands, signal } = options;
  const kept = (reason: string, detail: string, held: boolean, changed = false): Outcome => ({
    how: reason === 'managed_elsewhere' ? 'managed_elsewhere' : held ? 'best_effort' : 'detective',
    inPlace: false,
    facts: { enforcement: reason, enforcementDetail: detail.slice(0, 300) },
    changed,
  });
  if (hands === undefined || backend?.plan === undefined)
    return { how: 'detective', inPlace: false, facts: {}, changed: false };
  const held = hands.holds(control);
  // A probe that fails must never tighten anything.
  if (!observed.ok) return kept('not_seen', 'Nothing is changed while this cannot be looked at.', held);
  let plan: Plan;
  try {
    plan = await withDeadline(backend.plan(machine, asked.policy, signal));
  } catch (error) {
    const { reason, detail } = refusalOf(error);
    return kept(reason, detail, held);
  }
  const brought = await hands.bring(control, plan, asked.number);
  if (brought.kind === 'kept') return kept(brought.reason, brought.detail, brought.held);
  const facts: Carried['facts'] =
    plan.detail === undefined ? {} : { enforcementDetail: plan.detail.slice(0, 300) };
  return { how: plan.how, inPlace: true, facts, changed: brought.changed };
}

/** A plan that never comes must not stop the rounds of its control. */
function withDeadline(plan: Promise<Plan>): Promise<Plan> {
  return new Promise((resolve, reject) => {
    const late = () =>
      reject(new PlanRefused('plan_timed_out', 'What to set could not be worked out in time.'));
    const timer = setTimeout(late, observeWithinMs);
    plan.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}

function refusalOf(error: unknown): { reason: string; detail: string } {
  if (error instanceof PlanRefused || error instanceof ProbeError)
    return { reason: error.reason, detail: error.message };
  return { reason: 'plan_failed', detail: error instanceof Error ? error.message : String(error) };
}
