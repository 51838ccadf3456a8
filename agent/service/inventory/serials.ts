/** Serial numbers that mean something. Makers leave placeholders in the fields they do not fill. */

const placeholders = [
  /^(to be filled( by o\.?e\.?m\.?)?|default( string)?|not (specified|available|applicable|present|settable)|none|null|n\/?a|unknown|invalid|empty|oem|o\.e\.m\.?)\.?$/i,
  /^(system|base ?board|chassis|board|product|asset|type\d*)[ -]*(serial|manufacturer|product|name|version|tag|number|asset)/i,
  /^(serial ?number|sernum|ser-?num|asset-\d+|no asset tag|sku|docker container)/i,
  /^0?1234567?8?9?0?(abcdef)?(0?123456789(abcdef)?)?$/i,
  /^([0fx.\-_ ])\1*$/i,
  /^0{8}-0{4}-0{4}-0{4}-0{12}$/,
  /^f{8}-f{4}-f{4}-f{4}-f{12}$/i,
  /^03000200-0400-0500-0006-000700080009$/i,
];

/** Trimmed text of at most 200 characters, or null for a blank or a placeholder. */
export function meaningful(text: string | null | undefined): string | null {
  const trimmed = (text ?? '')
    .replace(/\p{Cc}+/gu, ' ')
    .trim()
    .slice(0, 200);
  return trimmed === '' || placeholders.some(pattern => pattern.test(trimmed)) ? null : trimmed;
}

/** The address of one network adapter in lower case with colons; null for what is none, is everybody's or nobody's. */
export function hardwareAddress(text: string | null | undefined): string | null {
  const address = (text ?? '').trim().toLowerCase().replaceAll('-', ':');
  if (!/^[0-9a-f]{2}(:[0-9a-f]{2}){5}$/.test(address) || /^(00:){5}00$/.test(address)) return null;
  return (Number.parseInt(address.slice(0, 2), 16) & 1) === 1 ? null : address;
}

/** Models of disks that are not there to be held in a hand. */
export const virtualModel = /qemu|vbox|vmware|virtual|xen/i;
