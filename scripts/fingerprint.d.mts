export function fingerprintText(text: string): string;
export function fingerprintSources(root: string): string;
export function fingerprintOutputs(root: string): string;
