export const DIGITS_SHA256: string;
export function holdsDigits(path: string): Promise<boolean>;
export function packDigits(packageDir: string, target: string): Promise<void>;
