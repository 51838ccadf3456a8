import { expect } from 'chai';
import fc from 'fast-check';
import { inputRemains } from './input-devices.ts';

interface Input {
  at: string;
  keyboard: boolean;
  pointer: boolean;
}
const block = ({ at, keyboard, pointer }: Input) =>
  `S: Sysfs=${at}\nH: Handlers=${keyboard ? 'sysrq kbd ' : ''}${pointer ? 'mouse0 ' : ''}event3\nB: EV=${keyboard ? '120013' : '17'}\n`;
const text = (...inputs: Input[]) => inputs.map(block).join('\n');
const usb = (port: string) =>
  `/devices/pci0000:00/0000:00:14.0/usb1/${port}/${port}:1.0/0003:1209:C0DE.0001/input/input3`;
const inside = '/devices/platform/i8042/serio0/input/input0';
const both = { keyboard: true, pointer: true };
const stick = (port: string) => port === '1-1';

describe('what is left to type with', () => {
  it('is nothing where the only keyboard, or the only pointer, is also a stick', () => {
    expect(inputRemains(text({ at: usb('1-1'), ...both }), stick, false)).to.equal(false);
    const mouse = { at: usb('1-2'), keyboard: false, pointer: true };
    expect(inputRemains(text({ at: usb('1-1'), ...both }, mouse), stick, false)).to.equal(false);
    expect(
      inputRemains(text({ at: usb('1-1'), ...both }, { at: usb('1-3'), ...both }), stick, false),
    ).to.equal(true);
    expect(inputRemains('', stick, true)).to.equal(false);
  });

  it('is what is built into a laptop, never an old port, a radio or a program', () => {
    const keyboards = text({ at: usb('1-1'), ...both }, { at: inside, ...both });
    expect(inputRemains(keyboards, stick, true)).to.equal(true);
    expect(inputRemains(keyboards, stick, false)).to.equal(false);
    for (const at of [
      '/devices/virtual/misc/uhid/0005:1/input/input9',
      `${usb('1-4')}/bluetooth/hci0/input9`,
    ])
      expect(inputRemains(text({ at, ...both }), stick, true)).to.equal(false);
  });

  it('is never taken for enough when, of what is plugged in, only sticks are left', () => {
    const input = fc.record({
      port: fc.constantFrom('1-1', '2-1', '3-1.4'),
      keyboard: fc.boolean(),
      pointer: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(input), fc.subarray(['1-1', '2-1', '3-1.4']), (inputs, sticks) => {
        const all = inputs.map(({ port, ...rest }) => ({ at: usb(port), ...rest }));
        const left = inputs.filter(({ port }) => !sticks.includes(port));
        expect(inputRemains(text(...all), port => sticks.includes(port), false)).to.equal(
          left.some(({ keyboard }) => keyboard) && left.some(({ pointer }) => pointer),
        );
      }),
    );
  });
});
