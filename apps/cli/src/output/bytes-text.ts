const units = ['KiB', 'MiB', 'GiB', 'TiB'];

/** Bytes for people: three digits that say something. */
export function bytesText(bytes: number): string {
  if (bytes < 1024) return bytes === 1 ? '1 byte' : `${bytes} bytes`;
  let amount = bytes;
  let unit = '';
  for (const next of units) {
    if (amount < 1000 && unit !== '') break;
    amount /= 1024;
    unit = next;
  }
  return `${amount < 10 ? amount.toFixed(2) : amount < 100 ? amount.toFixed(1) : amount.toFixed(0)} ${unit}`;
}
