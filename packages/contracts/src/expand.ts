/**
 * Puts values in place of `$NAME` and `${NAME}`. A name that is not known stays as it is written, so that a mistake can be seen
 * in the result; values are not expanded again.
 */
export function expand(text: string, variables: Readonly<Record<string, string>>): string {
  return text.replace(/\$(?:([A-Za-z_]\w*)|\{([A-Za-z_]\w*)\})/g, (whole, bare: string, braced: string) => {
    const name = bare ?? braced;
    return Object.hasOwn(variables, name) ? (variables[name] as string) : whole;
  });
}
