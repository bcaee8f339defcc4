export function ensurePage(root: string, node?: string): void;
