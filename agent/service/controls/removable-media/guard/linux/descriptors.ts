/** The interfaces a USB device says it has, from its own descriptors: a device that was not admitted shows no others. */

const interfaceDescriptor = 4;
const deviceLength = 18;

/** `08:06:50` for each interface of each configuration; what is cut short is left out. */
export function interfacesOf(descriptors: Uint8Array): string[] {
  const found: string[] = [];
  for (let at = deviceLength; at + 2 <= descriptors.length; ) {
    const length = descriptors[at] ?? 0;
    if (length < 2) break;
    if (descriptors[at + 1] === interfaceDescriptor && at + 8 <= descriptors.length)
      found.push(Array.from(descriptors.subarray(at + 5, at + 8), hex).join(':'));
    at += length;
  }
  return found;
}

const hex = (byte: number) => byte.toString(16).padStart(2, '0');
