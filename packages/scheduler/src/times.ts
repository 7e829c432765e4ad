const dayMs = 86_400_000;

/**
 * A moment for a text, to the minute: `2027-01-15T08:00Z`. By days from the civil calendar (Howard Hinnant, "chrono-Compatible
 * Low-Level Date Algorithms"), since brains have no clock and no calendar of the machine. `-` for a time that is not known.
 */
export function sayTime(ms: number): string {
  if (!Number.isFinite(ms)) return '-';
  const day = Math.floor(ms / dayMs) + 719_468;
  const minutes = Math.floor((ms - Math.floor(ms / dayMs) * dayMs) / 60_000);
  const era = Math.floor(day / 146_097);
  const ofEra = day - era * 146_097;
  const yearOfEra = Math.floor(
    (ofEra - Math.floor(ofEra / 1460) + Math.floor(ofEra / 36_524) - Math.floor(ofEra / 146_096)) / 365,
  );
  const ofYear = ofEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const shifted = Math.floor((5 * ofYear + 2) / 153);
  const date = ofYear - Math.floor((153 * shifted + 2) / 5) + 1;
  const month = shifted < 10 ? shifted + 3 : shifted - 9;
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
  return `${year}-${two(month)}-${two(date)}T${two(Math.floor(minutes / 60))}:${two(minutes % 60)}Z`;
}

function two(value: number): string {
  return String(value).padStart(2, '0');
}
