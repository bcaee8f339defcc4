export function dependenciesMatch(root: string): boolean;
export function ensureDependencies(root: string): Promise<void>;
