/**
 * A first-match engine with the semantics of USBGuard, over devices that are only described. It answers what a list
 * of rules would do to a device before a rule is written anywhere, and what the rules of a running daemon do.
 */

/** `08:06:50`; in a rule each of the last two may be `*`. Lower case. */
export type InterfaceType = string;

export const operators = ['all-of', 'one-of', 'none-of', 'equals', 'equals-ordered', 'match-all'] as const;
export type Operator = (typeof operators)[number];

/** How a port is known to be wired: `hardwired` is inside the computer. */
export type Connection = 'hotplug' | 'hardwired' | 'unknown';

export interface Device {
  /** For a person: `stick`, or the port it is at. */
  name: string;
  vendorId: string;
  productId: string;
  serial: string | null;
  /** Of every setting, in the order of its descriptors, with repetitions. */
  interfaces: readonly InterfaceType[];
  connection: Connection;
  /** The computer runs from it. */
  bootDisk?: boolean;
  /** It is a network adapter, whatever its interfaces say. */
  network?: boolean;
  /** No other keyboard, or no other pointer, works without it. */
  lastInput?: boolean;
}

export interface Rule {
  target: 'allow' | 'block' | 'reject';
  /** `*` stands for any. */
  id?: { vendorId: string; productId: string };
  serial?: string;
  interfaces?: { operator: Operator; types: readonly InterfaceType[] };
  connection?: Connection;
  /** Who made it and for what: `caretaker:allow:3`. Never decides anything. */
  label: string | null;
  /** It asks for more than this engine knows (`hash`, `if`): whether it applies cannot be said. */
  partly?: boolean;
}

/** Null: a rule that cannot be judged may or may not come first. */
export type Decision = { target: Rule['target']; rule: Rule | null } | null;

const covers = (wide: string, narrow: string) => wide === '*' || wide === narrow;

/** Whether an interface of a rule stands for this interface of a device. */
export function stands(pattern: InterfaceType, type: InterfaceType): boolean {
  const wide = pattern.split(':');
  return type.split(':').every((part, index) => covers(wide[index] ?? '', part));
}

type Solve = (rule: readonly InterfaceType[], device: readonly InterfaceType[]) => boolean;

/** Word for word what USBGuard's `Rule.hpp` does, its loose `equals` included. */
const solve: Record<Operator, Solve> = {
  'all-of': (rule, device) => rule.every(one => device.some(type => stands(one, type))),
  'one-of': (rule, device) => rule.some(one => device.some(type => stands(one, type))),
  'none-of': (rule, device) => !rule.some(one => device.some(type => stands(one, type))),
  equals: (rule, device) =>
    rule.length === device.length && rule.every(one => device.some(type => stands(one, type))),
  'equals-ordered': (rule, device) =>
    rule.length === device.length && rule.every((one, index) => stands(one, device[index] ?? '')),
  'match-all': (rule, device) => device.every(type => rule.some(one => stands(one, type))),
};

/** Whether what the engine knows of the rule holds for the device. */
export function applies(rule: Rule, device: Device): boolean {
  const { id, serial, interfaces, connection } = rule;
  if (id && !(covers(id.vendorId, device.vendorId) && covers(id.productId, device.productId))) return false;
  if (serial !== undefined && serial !== (device.serial ?? '')) return false;
  if (connection !== undefined && connection !== device.connection) return false;
  return interfaces === undefined || solve[interfaces.operator](interfaces.types, device.interfaces);
}

/** What the first rule that applies does; `implicit` where none does (`ImplicitPolicyTarget`). */
export function simulate(
  rules: readonly Rule[],
  device: Device,
  implicit: Rule['target'] = 'allow',
): Decision {
  for (const rule of rules)
    if (applies(rule, device)) return rule.partly ? null : { target: rule.target, rule };
  return { target: implicit, rule: null };
}
