/** A reason is kept as a clause: where it stands alone it is a sentence. Pure. */
export function sentence(clause: string): string {
  if (clause === '') return clause;
  const capital = clause.charAt(0).toLocaleUpperCase() + clause.slice(1);
  return /[.!?…]$/.test(capital) ? capital : `${capital}.`;
}
