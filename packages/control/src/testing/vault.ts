/** Keeps what must be kept readable: in simulation nothing is secret. */
export const plainVault = {
  seal: (plain: string) => plain,
  open: (sealed: string) => sealed,
  hash: (secret: string) => `#${secret}`,
  sign: (purpose: string, text: string) => `${purpose}#${text}`,
  verify: (purpose: string, text: string, signature: string) => signature === `${purpose}#${text}`,
};
